package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import com.alibaba.fastjson.JSON;
import interop.Env.Received;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/**
 * The real mqadmin and {@code rmq mqadmin} beside each other: the same command on the same cluster has to print the same lines. Times and
 * ids made for the occasion are masked, and lines are sorted where Java's come in hash order. A command that changes something runs once on an
 * object of its own for each of the two; the names of the two objects are masked.
 */
final class Parity {
    private final Env env;
    private final String ours;

    private Parity(Env env) {
        this.env = env;
        this.ours = System.getenv("RMQ");
    }

    static void run(Env env) throws Exception {
        new Parity(env).run();
    }

    /** The commands about accounts, with the account of conf/tools.yml, on a broker with accounts. */
    static void runWithAccounts(Env env) throws Exception {
        new Parity(env).accounts();
    }

    private void run() throws Exception {
        String topic = env.topic("parity", 2);
        SendResult sent = env.producer.send(new Message(topic, "TagP", "keyP", Env.bytes("body p")), env.queue(topic, 1));
        env.producer.send(new Message(topic, "TagQ", "keyQ keyR", Env.bytes("second")), env.queue(topic, 0));
        String gone = env.name("parity_gone");
        try (Received r = env.consumer(gone, topic, "*")) {
            r.await(2);
            env.committed(gone, topic, 2, 2);
        }
        env.producer.send(new Message(topic, "TagP", "keyS", Env.bytes("third")), env.queue(topic, 1));
        env.settled(topic, 2, 3);
        until("the keys in the index", () -> Querying.found(env, topic, "keyS", 0, System.currentTimeMillis() + 60_000).size() == 1);
        MessageExt stored = env.admin.viewMessage(topic, sent.getMsgId());
        String online = env.name("parity_online");
        try (Received r = env.consumer(online, topic, "TagP || TagQ")) {
            r.await(3);
            env.committed(online, topic, 2, 3);
            topics(topic);
            figures(topic);
            messages(topic, sent, stored);
            groups(topic, online, gone);
            members(online);
            brokers();
            exports();
            nameServers();
        }
        traces();
        offsets(topic, gone, stored);
        wrong(topic);
    }

    private void topics(String topic) {
        same("topicList");
        same("topicList -c");
        same("topicRoute -t " + topic);
        same("topicRoute -l -t " + topic);
        same("topicStatus -t " + topic);
        same("topicClusterList -t " + topic);
        each("updateTopic -b " + env.address + " -t %s -r 3 -w 3");
        each("updateTopicPerm -b " + env.address + " -t %s -p 4");
        each("updateTopicPerm -b " + env.address + " -t %s -p 4");
        each("updateTopicPerm -c " + env.cluster + " -t %s -p 6");
        each("updateTopic -c " + env.cluster + " -t %s -r 2 -w 2 -p 6 -o true");
        each("updateOrderConf -t %s -m get");
        each("updateOrderConf -t %s -m put -v " + env.broker + ":1");
        each("updateOrderConf -t %s -m delete");
        each("updateTopic -b" + env.address + " --topic=%s -u true -s true");
        each("deleteTopic -c " + env.cluster + " -t %s");
    }

    private void figures(String topic) {
        check("what was stored is counted", () -> until("three messages of " + topic, () -> stored(topic) == 3));
        shape("statsAll");
        shape("statsAll -t " + topic);
        shape("statsAll -a -t " + topic);
        shape("statsAll -t " + topic + "_none");
    }

    private long stored(String topic) throws Exception {
        try {
            return env.admin.viewBrokerStatsData(env.address, "TOPIC_PUT_NUMS", topic).getStatsMinute().getSum();
        } catch (MQClientException none) {
            return 0;
        }
    }

    /** The way of a message, traced by clients into a topic of their own. */
    private void traces() throws Exception {
        String topic = env.topic("parity_traced", 1);
        String traces = env.topic("parity_traces", 1);
        DefaultMQProducer p = new DefaultMQProducer(env.name("parity_traced"), true, traces);
        DefaultMQPushConsumer c = new DefaultMQPushConsumer(env.name("parity_tracing"), true, traces);
        try {
            p.setNamesrvAddr(env.namesrv);
            p.setInstanceName(Env.instance());
            p.start();
            String id = p.send(new Message(topic, "Tag", "key", Env.bytes("traced"))).getMsgId();
            c.setNamesrvAddr(env.namesrv);
            c.setInstanceName(Env.instance());
            c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
            c.start();
            String line = "queryMsgTraceById -t " + traces + " -i " + id;
            until("traces of sending and consuming", () -> theirs(line).out.contains("\nSub "));
            same(line);
            same(line.replace("queryMsgTraceById", "QueryMsgTraceById"));
        } finally {
            p.shutdown();
            c.shutdown();
        }
    }

    private void members(String online) throws Exception {
        String id = env.admin.examineConsumerConnectionInfo(online).getConnectionSet().iterator().next().getClientId();
        shape("consumerStatus -g " + online);
        shape("consumerStatus -g " + online + " -b " + env.address);
        shape("consumerStatus -g " + online + " -i " + id);
        // Stacks differ each time; what stands before them does not, and there are some.
        for (String line : List.of("consumerStatus -s -g " + online + " -i " + id, "consumerStatus -g " + online + " -i " + id + " --jstack")) {
            check("parity of " + shown(line), () -> {
                String[] theirs = theirs(line).out.split("#Consumer jstack#");
                String[] mine = ours(line).out.split("#Consumer jstack#");
                equal(2, theirs.length, "parts of mqadmin's");
                equal(2, mine.length, "parts of ours");
                equal(masked(theirs[0], true), masked(mine[0], true), "what stands before the stacks");
                require(theirs[1].contains("java.lang.Thread.run") && mine[1].contains("java.lang.Thread.run"), "stacks: " + mine[1]);
            });
        }
        shape("consumerStatus -s -g " + online);
        check("the files of consumerStatus hold what is printed of one member", () -> {
            Matcher file = Pattern.compile("(\\d{13}/\\S+)").matcher(ours("consumerStatus -g " + online).out);
            require(file.find(), "no file is named");
            equal(masked(theirs("consumerStatus -g " + online + " -i " + id).out, true), masked(Files.readString(Path.of(file.group(1))), true), "file");
        });
        check("startMonitoring goes round by round", () -> {
            Process process = new ProcessBuilder(ours, "mqadmin", "startMonitoring", "-n", env.namesrv).start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
                List<String> said = new ArrayList<>();
                for (String line = lines.readLine(); line != null && !line.endsWith("=endRound"); line = lines.readLine()) said.add(line);
                Pattern own = Pattern.compile("reportUndoneMsgs: UndoneMsgs \\[consumerGroup=" + online + ", topic=" + env.name("parity")
                    + ", undoneMsgsTotal=\\d+, undoneMsgsSingleMQ=\\d+, undoneMsgsDelayTimeMills=\\d+\\]$");
                require(said.stream().anyMatch(line -> own.matcher(line).find()), "not said: " + own + " but " + said);
            } finally {
                process.destroy();
                process.waitFor();
            }
        });
    }

    /** Offsets of groups without members are stored; members are told where to go on, which takes them ten seconds. */
    private void offsets(String topic, String gone, MessageExt stored) throws Exception {
        each("cloneGroupOffset -s " + gone + " -d %s -t " + topic);
        each("resetOffsetByTime -g %s -t " + topic + " -s now -f false");
        each("resetOffsetByTime -g %s -t " + topic + " -s 0");
        each("resetOffsetByTime -g %s -t " + topic + " -s " + stored.getStoreTimestamp());
        each("resetOffsetByTime -g %s -t " + topic + " -s 2020-01-02#03:04:05:678 -f true");
        each("resetOffsetByTime -g %s -t " + topic + " -s now -c");
        each("resetOffsetByTime -g %s -t " + topic + " -s 0 -f true --cplus");
        each("skipAccumulatedMessage -g %s -t " + topic + " -f true");
        String reset = env.name("parity_reset");
        try (Received r = env.consumer(reset, topic, "*")) {
            // Those that the other commands have sent are among them.
            int all = (int) (env.admin.maxOffset(env.queue(topic, 0)) + env.admin.maxOffset(env.queue(topic, 1)));
            r.await(all);
            env.committed(reset, topic, 2, all);
            same("resetOffsetByTime -g " + reset + " -t " + topic + " -s 0 -f false");
            check("members that are told to go back consume again", () -> until("all messages once more", () -> r.messages.size() >= 2 * all));
            same("resetOffsetByTime -g " + reset + " -t " + topic + " -s now");
            same("skipAccumulatedMessage -g " + reset + " -t " + topic);
        }
    }

    /** Files with the same lines; JSON's order is that of hashes. */
    private void exports() throws Exception {
        exported("exportMetadata -c " + env.cluster, "metadata.json", false);
        exported("exportMetadata -c " + env.cluster + " -t -s", "topic.json", false);
        exported("exportMetadata -c " + env.cluster + " -g", "subscriptionGroup.json", false);
        exported("exportMetadata -b " + env.address + " -t", "topic.json", false);
        exported("exportMetadata -b " + env.address + " -g", "subscriptionGroup.json", false);
        exported("exportConfigs -c " + env.cluster, "configs.json", false);
        exported("exportMetrics -c " + env.cluster, "metrics.json", true);
    }

    private void exported(String line, String file, boolean shapeOnly) throws Exception {
        Path folder = Files.createTempDirectory("parity");
        compare(line, line + " -f " + folder + "/parity_theirs", line + " -f " + folder + "/parity_ours", false);
        check("parity of the file of " + shown(line), () -> {
            String theirs = Files.readString(folder.resolve("parity_theirs").resolve(file));
            String mine = Files.readString(folder.resolve("parity_ours").resolve(file));
            JSON.parse(mine);
            Function<String, List<String>> lines = text -> masked(text.replaceAll("\"exportTime\":\\d+", "\"exportTime\":N").replaceAll("(?m),$", ""), shapeOnly);
            equal(lines.apply(theirs), lines.apply(mine), "lines");
        });
    }

    private void accounts() throws Exception {
        each("updateAclConfig -b " + env.address + " -a %s -s secret-one -t topicA=PUB,topicB=SUB -g groupA=SUB -i PUB -u SUB -m false -w 10.1.1.1");
        same("getAclConfig -b " + env.address);
        each("updateAclConfig -c " + env.cluster + " -a %s -s secret-two -m true");
        same("getAclConfig -c " + env.cluster);
        shape("clusterAclConfigVersion -b " + env.address);
        shape("clusterAclConfigVersion -c " + env.cluster);
        each("deleteAclConfig -b " + env.address + " -a %s");
        each("updateAclConfig -b " + env.address + " -a %s -s secret-three");
        each("deleteAccessConfig -c " + env.cluster + " -a %s");
        same("updateGlobalWhiteAddr -b " + env.address + " -g 10.10.1.1,10.10.2.*");
        same("updateGlobalWhiteAddr -c " + env.cluster + " -g 10.10.3.1");
        DefaultMQAdminExt admin = AccessControl.admin(env, AccessControl.ADMIN);
        String file = admin.examineBrokerClusterAclVersionInfo(env.address).getAllAclConfigDataVersion().keySet().iterator().next();
        admin.shutdown();
        same("updateGlobalWhiteAddr -b " + env.address + " -g 10.10.4.1 -p " + file);
        same("getAclConfig -b " + env.address);
        failure("deleteAclConfig -b " + env.address + " -a nobody-knows");
        failure("updateAclConfig -b " + env.address + " -a interop-bad -s interop-bad-secret -t acl-none=WRITE");
        failure("updateGlobalWhiteAddr -b " + env.address + " -g 10.10.5.1 -p /no/such/file");
    }

    private void messages(String topic, SendResult sent, MessageExt stored) {
        same("queryMsgById -i " + sent.getOffsetMsgId());
        same("queryMsgByUniqueKey -t " + topic + " -i " + sent.getMsgId());
        same("queryMsgByUniqueKey -a -t " + topic + " -i " + sent.getMsgId());
        same("queryMsgByKey -t " + topic + " -k keyR");
        same("queryMsgByOffset -t " + topic + " -b " + env.broker + " -i 1 -o 0");
        same("printMsg -t " + topic);
        same("printMsg -t " + topic + " -d false -s TagP");
        same("printMsg -t " + topic + " -b " + (stored.getStoreTimestamp() - 1000) + " -e " + (stored.getStoreTimestamp() + 3_600_000));
        same("printMsgByQueue -t " + topic + " -a " + env.broker + " -i 1 -p true -d true");
        same("printMsgByQueue -t " + topic + " -a " + env.broker + " -i 1 -f true");
        same("consumeMessage -t " + topic);
        same("consumeMessage -t " + topic + " -b " + env.broker + " -i 1 -o 1");
        same("consumeMessage -t " + topic + " -b " + env.broker + " -i 1 -c 1");
        each("updateTopic -b " + env.address + " -t %s -r 1 -w 1");
        each("sendMessage -t %s -p hello -k key -c TagX");
        each("sendMessage -t %s -p hello -b " + env.broker + " -i 0");
        shape("checkMsgSendRT -t " + topic + " -a 3");
        shape("sendMsgStatus -b " + env.broker + " -c 2");
    }

    private void groups(String topic, String online, String gone) {
        each("updateSubGroup -c " + env.cluster + " -g %s -r 3");
        each("updateSubGroup -b " + env.address + " -g %s -d true -s false -m true -q 2 -i 1 -w 0 -a false");
        each("getConsumerConfig -g %s");
        each("deleteSubGroup -b " + env.address + " -g %s");
        each("deleteSubGroup -c " + env.cluster + " -g %s -r true");
        same("getConsumerConfig -g " + online);
        same("consumerConnection -g " + online);
        same("consumerConnection -g " + online + " -b " + env.address);
        same("producerConnection -g " + env.name("producers") + " -t " + topic);
        same("producer -b " + env.address);
        same("brokerConsumeStats -b " + env.address);
        same("consumerProgress");
        same("consumerProgress -g " + online);
        same("consumerProgress -g " + gone);
        each("cloneGroupOffset -s " + gone + " -d %s -t " + topic);
        same("queryCq -t " + topic + " -q 1 -i 0");
        same("queryCq -t " + topic + " -q 1 -i 1 -c 1 -b " + env.address);
        same("queryCq -t " + topic + " -q 1 -i 0 -g " + online);
        same("queryCq -t " + topic + " -q 1 -i 0 -g " + gone);
        same("brokerConsumeStats -b " + env.address + " -l 1");
    }

    private void brokers() {
        shape("clusterList");
        same("clusterList -m");
        shape("brokerStatus -b " + env.address);
        shape("brokerStatus -c " + env.cluster);
        same("updateBrokerConfig -b " + env.address + " -k defaultQueryMaxNum -v 33");
        same("updateBrokerConfig -c " + env.cluster + " -k defaultQueryMaxNum -v 32");
        same("getBrokerConfig -b " + env.address);
        same("getBrokerConfig -c " + env.cluster);
        same("cleanExpiredCQ -b " + env.address);
        same("deleteExpiredCommitLog -c " + env.cluster);
        same("cleanUnusedTopic -b " + env.address);
    }

    private void nameServers() {
        same("updateKvConfig -s ParityNS -k key -v value");
        same("deleteKvConfig -s ParityNS -k key");
        same("wipeWritePerm -b " + env.broker);
        same("addWritePerm -b " + env.broker);
        same("getNamesrvConfig");
        same("updateNamesrvConfig -k clusterTest -v false");
    }

    /** Commands that fail: Apache's prints nothing on stdout and ends with 0; ours says why and ends with another code. */
    private void wrong(String topic) {
        for (String line : List.of("-i 1", "-b " + env.broker + " -o 1", "-c 0", "-s 4000000000000", "-s 2000000000 -e 1000000000")) complaint("consumeMessage -t " + topic + " " + line);
        complaint("sendMessage -t " + topic + " -p x -i 0");
        for (String line : List.of("topicRoute -t " + topic + "_none", "queryMsgById -i 7F00000100002A9F00000000FFFFFFFF", "queryMsgByKey -t " + topic + " -k nothing",
            "queryMsgByUniqueKey -t " + topic + " -i 7F0000010000000000000000000000000000000000000000000000", "topicStatus -t " + topic + "_none",
            "resetOffsetByTime -g nobody_knows -t " + topic + " -s 0", "skipAccumulatedMessage -g nobody_knows -t " + topic,
            "consumerStatus -g nobody_knows", "queryMsgTraceById -t " + topic + "_none -i 7F00000100002A9F00000000FFFFFFFF",
            "getAclConfig -b " + env.address, "clusterAclConfigVersion -b " + env.address, "deleteAclConfig -b " + env.address + " -a nobody")) failure(line);
    }

    private void failure(String line) {
        check("parity of a failure: " + shown(line), () -> {
            Result theirs = theirs(line);
            Result mine = ours(line);
            require(theirs.out.isEmpty() && mine.out.isEmpty(), theirs.out + " beside " + mine.out);
            require(mine.status != 0 && mine.err.startsWith("error: "), mine.status + " " + mine.err);
        });
    }

    /** Options that contradict each other: the same words on stdout, and ours ends with another code than 0. */
    private void complaint(String line) {
        check("parity of the complaint about " + shown(line), () -> {
            Result mine = ours(line);
            Check.equal(theirs(line).out, mine.out, "stdout");
            require(mine.status != 0, "status 0");
        });
    }

    /** The same lines, apart from the time of day. */
    private void same(String line) {
        compare(line, line, line, false);
    }

    /** The same lines, apart from all numbers. */
    private void shape(String line) {
        compare(line, line, line, true);
    }

    /** The same lines by a command each on an object of its own. */
    private void each(String pattern) {
        compare(pattern, String.format(pattern, env.name("parity_theirs")), String.format(pattern, env.name("parity_ours")), false);
    }

    private void compare(String name, String theirLine, String ourLine, boolean shapeOnly) {
        check("parity of " + shown(name), () -> {
            Result theirs = theirs(theirLine);
            Result mine = ours(ourLine);
            require(theirs.err.isEmpty(), "mqadmin failed: " + theirs.err);
            List<String> expected = masked(theirs.out, shapeOnly);
            List<String> found = masked(mine.out, shapeOnly);
            for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
                String one = i < expected.size() ? expected.get(i) : "(no more)";
                String other = i < found.size() ? found.get(i) : "(no more)";
                require(one.equals(other), "expected: " + one + " found: " + other + " stderr: " + mine.err);
            }
            require(mine.status == 0 && mine.err.isEmpty(), "status " + mine.status + ": " + mine.err);
        });
    }

    private String shown(String line) {
        return line.replace(env.address, "ADDR").replaceAll("IT_(\\w+)_\\w+", "$1").replaceAll("[0-9A-F]{32,}", "ID").replaceAll("\\d{13}", "TIME").replaceAll("[\\d.]+@interop-[\\d-]+", "CLIENT").replaceAll("-p /\\S+/conf/", "-p HOME/");
    }

    private static List<String> masked(String text, boolean shapeOnly) {
        String masked = text.replace("parity_theirs", "parity").replace("parity_ours", "parity").replace("]MessageTrack", "]\nMessageTrack")
            .replaceAll(" +", " ").replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(,\\d{3})?", "TIME").replaceAll("lastUpdateTimestamp=\\d+", "lastUpdateTimestamp=N")
            // Apache's class has no text of its own; ours shows the account without its secret.
            .replaceAll("org.apache.rocketmq.common.PlainAccessConfig@[0-9a-f]+|PlainAccessConfig \\[.*\\]", "ACCOUNT").replaceAll("[\\d.]+@interop-[\\d-]+", shapeOnly ? "CLIENT" : "$0")
            .replaceAll("(?<![0-9A-F])[0-9A-F]{32}([0-9A-F]{24})?(?![0-9A-F])", shapeOnly ? "ID" : "$0");
        if (masked.contains("#Send Result #MsgId")) masked = masked.replaceAll("[0-9A-F]{32}([0-9A-F]{24})?", "ID");
        if (shapeOnly) masked = masked.replaceAll("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?", "N").replaceAll("(N )+", "N ").replaceAll(" +", " ");
        return Arrays.stream(masked.split("\n", -1)).map(String::stripTrailing).sorted().collect(Collectors.toList());
    }

    private static final class Result {
        private final String out;
        private final String err;
        private final int status;

        Result(String out, String err, int status) {
            this.out = out;
            this.err = err;
            this.status = status;
        }

        String out() {
            return out;
        }

        String err() {
            return err;
        }

        int status() {
            return status;
        }
    }

    private Result theirs(String line) throws Exception {
        // Some commands keep a client that they have shut down; a process of its own has new ones.
        Field commands = MQAdminStartup.class.getDeclaredField("subCommandList");
        commands.setAccessible(true);
        ((List<?>) commands.get(null)).clear();
        String[] said = MqAdmin.command(env, line);
        return new Result(said[0], said[1], 0);
    }

    private Result ours(String line) throws Exception {
        List<String> args = new ArrayList<>(List.of(ours, "mqadmin"));
        args.addAll(List.of(line.split(" ")));
        args.addAll(3, List.of("-n", env.namesrv));
        Process process = new ProcessBuilder(args).start();
        byte[] out = process.getInputStream().readAllBytes();
        byte[] err = process.getErrorStream().readAllBytes();
        require(process.waitFor(30, TimeUnit.SECONDS), "still running: " + line);
        return new Result(new String(out), new String(err), process.exitValue());
    }
}
