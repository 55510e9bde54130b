package interop;

import static interop.Check.check;
import static interop.Check.require;
import static interop.Check.until;

import interop.Env.Received;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/** The real mqadmin, in this process to save a JVM a command. Whole output is matched; nothing may go to stderr. */
final class MqAdmin {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}";
    private static final String PROPERTIES = "\\{.*UNIQ_KEY=.*\\}";

    static void run(Env env) throws Exception {
        String topic = env.name("mqadmin");
        String address = Pattern.quote(env.address);
        String broker = Pattern.quote(env.broker);
        String created = "create topic to " + address + " success\\.\n"
            + "TopicConfig \\[topicName=" + topic + ", readQueueNums=%d, writeQueueNums=%d, perm=RW-, topicFilterType=SINGLE_TAG, topicSysFlag=0, order=false\\]";

        expect(env, "updateTopic -b " + env.address + " -t " + topic + " -r 4 -w 4", String.format(created, 4, 4));
        expect(env, "updateTopic -c " + env.cluster + " -t " + topic + " -r 2 -w 2 -p 6", String.format(created, 2, 2));

        SendResult sent = env.producer.send(new Message(topic, "TagM", "keyM", Env.bytes("hello")), env.queue(topic, 1));
        String group = env.name("mqadmin");
        try (Received r = env.consumer(group, topic, "*")) {
            r.await(1);
        }
        long now = System.currentTimeMillis();
        until("the key in the index", () -> Querying.found(env, topic, "keyM", now - 60_000, now + 60_000).size() == 1);
        expect(env, "clusterList", "#Cluster Name {5}#Broker Name {12}#BID {2}#Addr {18}#Version {16}#InTPS\\(LOAD\\) {7}#OutTPS\\(LOAD\\) #PCWait\\(ms\\) #Hour #SPACE\n"
            + env.cluster + " +" + broker + " +0 +" + address + " +V4_9_\\d+ +[\\d.]+\\(0,\\d+ms\\) +[\\d.]+\\(0,\\d+ms\\) +\\d+ +\\d+\\.\\d\\d 0\\.\\d{4}\n");
        expect(env, "clusterList -m", "#Cluster Name {5}#Broker Name +#InTotalYest +#OutTotalYest +#InTotalToday +#OutTotalToday\n"
            + env.cluster + " +" + broker + "( +\\d+){4}\n");
        expect(env, "topicList", "(\\S+\n)*" + topic + "\n(\\S+\n)*");
        expect(env, "topicRoute -t " + topic, "\\{\n\t\"brokerDatas\":\\[\n\t\t\\{\n\t\t\t\"brokerAddrs\":\\{0:\"" + address + "\"\n\t\t\t\\},\n\t\t\t\"brokerName\":\""
            + broker + "\",\n\t\t\t\"cluster\":\"" + env.cluster + "\"\n\t\t\\}\n\t\\],\n\t\"filterServerTable\":\\{\\},\n\t\"queueDatas\":\\[\n\t\t\\{\n\t\t\t\"brokerName\":\""
            + broker + "\",\n\t\t\t\"perm\":6,\n\t\t\t\"readQueueNums\":2,\n\t\t\t\"topicSysFlag\":0,\n\t\t\t\"writeQueueNums\":2\n\t\t\\}\n\t\\]\n\\}\n");
        expect(env, "topicStatus -t " + topic, "#Broker Name {22}#QID {2}#Min Offset {11}#Max Offset {13}#Last Updated\n"
            + broker + " +0 +0 +0 +\n" + broker + " +1 +0 +1 +" + TIME + "\n");
        expect(env, "topicClusterList -t " + topic, env.cluster + "\n");
        expect(env, "brokerStatus -b " + env.address, "([A-Za-z]\\w* *: .*\n|commitLogDiskRatio_.*: .*\n){40,}");
        String message = "Topic: {15}" + topic + "\nTags: {16}\\[TagM\\]\nKeys: {16}\\[keyM\\]\nQueue ID: {12}1\nQueue Offset: {8}0\nCommitLog Offset: {4}\\d+\n"
            + "Reconsume Times: {5}0\nBorn Timestamp: {6}" + TIME + "\nStore Timestamp: {5}" + TIME + "\nBorn Host: {11}[\\d.]+:\\d+\nStore Host: {10}" + address
            + "\nSystem Flag: {9}0\nProperties: {10}" + PROPERTIES + "\nMessage Body Path: {3}(\\S+)\n\n\n"
            + "MessageTrack \\[consumerGroup=" + group + ", trackType=NOT_ONLINE, exceptionDesc=CODE:206 DESC:the consumer group\\[" + group + "\\] not online\\]";
        body(expect(env, "queryMsgById -i " + sent.getOffsetMsgId(), "OffsetID: {12}" + sent.getOffsetMsgId() + "\n" + message));
        body(expect(env, "queryMsgByUniqueKey -t " + topic + " -i " + sent.getMsgId(), message));
        expect(env, "queryMsgByKey -t " + topic + " -k keyM", "#Message ID +#QID +#Offset\n" + sent.getMsgId() + " +1 +0\n");
        body(expect(env, "queryMsgByOffset -t " + topic + " -b " + env.broker + " -i 1 -o 0", "OffsetID: {12}" + sent.getOffsetMsgId() + "\n[\\s\\S]*?\nMessage Body Path: {3}(\\S+)\n[\\s\\S]*"));
        expect(env, "sendMessage -t " + topic + " -p hello -k key2 -c TagN -b " + env.broker + " -i 0", "#Broker Name {22}#QID {2}#Send Result {12}#MsgId\n"
            + broker + " +0 +SEND_OK +[0-9A-F]{32}([0-9A-F]{24})?\n");
        // The row of the retry topic is there once the consumer stayed long enough to commit an offset for it.
        env.settled(topic, 2, 2);
        String progress = "#Topic +#Broker Name +#QID +#Broker Offset +#Consumer Offset +#Diff +#LastTime\n"
            + "(%RETRY%" + group + " +" + broker + " +0 +0 +0 +0 +N/A\n)?"
            + topic + " +" + broker + " +0 +1 +0 +1 +N/A\n" + topic + " +" + broker + " +1 +1 +1 +0 +[\\d-]+ [\\d:]+\n\nConsume TPS: [\\d.]+\nDiff Total: 1\n";
        expect(env, "consumerProgress -g " + group, progress);
        expect(env, "consumerProgress", "#Group +#Count +#Version +#Type +#Model +#TPS +#Diff Total\n(.*\n)*" + group + " +0 +OFFLINE +0 +1\n(.*\n)*");
        expect(env, "deleteTopic -c " + env.cluster + " -t " + topic, "delete topic \\[" + topic + "\\] from cluster \\[" + env.cluster + "\\] success\\.\n"
            + "delete topic \\[" + topic + "\\] from NameServer success\\.\n");
        // Nothing here is expired; the deleted topic is unknown. All three only say whether the broker agreed.
        for (String cleaning : List.of("cleanExpiredCQ", "cleanUnusedTopic", "deleteExpiredCommitLog")) {
            expect(env, cleaning + " -b " + env.address, "success");
        }
        expect(env, "cleanExpiredCQ -c " + env.cluster, "success");
        check("messages are stored and found after cleaning", () -> {
            String kept = env.name("cleaned");
            SendResult after = env.producer.send(new Message(kept, "TagM", "keyM", Env.bytes("hello")));
            require(after.getQueueOffset() == 0, "offset " + after.getQueueOffset());
            try (Received r = env.consumer(env.name("cleaned"), kept, "*")) {
                r.await(1);
            }
        });
        check("mqadmin topicRoute of the deleted topic says code 17", () -> {
            String[] said = command(env, "topicRoute -t " + topic);
            require(said[1].contains("CODE: 17"), said[0] + said[1]);
        });
    }

    private static Matcher expect(Env env, String line, String pattern) {
        Matcher[] found = new Matcher[1];
        check("mqadmin " + line.replace(env.address, "ADDR").replaceAll("IT_(\\w+)_\\w+", "$1").replaceAll("[0-9A-F]{32,}", "ID"), () -> {
            String[] said = command(env, line);
            require(said[1].isEmpty(), "stderr: " + said[1]);
            require(!said[0].contains("Exception"), said[0]);
            found[0] = Pattern.compile(pattern).matcher(said[0]);
            require(found[0].matches(), "unexpected output: " + said[0].replace("\n", "\\n").replace("\t", "\\t"));
        });
        return found[0];
    }

    /** The commands that show one message leave its body in a file. */
    private static void body(Matcher printed) {
        check("mqadmin wrote the body into the file it named", () -> {
            Path file = Path.of(printed.group(1));
            require(Files.readString(file).equals("hello"), "body " + Files.readString(file));
            Files.delete(file);
        });
    }

    /** What a command prints on stdout and on stderr. */
    static String[] command(Env env, String line) {
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(1, List.of("-n", env.namesrv));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true));
        System.setErr(new PrintStream(complained, true));
        try {
            MQAdminStartup.main0(args.toArray(new String[0]), null);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        String text = said.toString().replace("\r\n", "\n");
        return new String[] {text, complained.toString()};
    }
}
