package interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.impl.consumer.PullAPIWrapper;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * A master and its slave, of either kind. Arguments: addresses of name server, master and slave, then what to do:
 * `begin` makes topic and group; `send FROM COUNT FILE` sends that many numbered messages to each queue, until each is acknowledged, and makes
 * the file when a third of them are;
 * `same` waits until the slave has the master's log; `verify COUNT` reads all from the slave and looks at its tables.
 */
@SuppressWarnings("deprecation")
public final class Replicated {
    private static final String TOPIC = "Replicated";
    private static final String GROUP = "replicated-group";
    private static final int QUEUES = 8;
    private static final String BROKER = "broker-a";

    private final String namesrv;
    private final String master;
    private final String slave;
    private final DefaultMQAdminExt admin = new DefaultMQAdminExt(5_000);

    private Replicated(String namesrv, String master, String slave) throws Exception {
        this.namesrv = namesrv;
        this.master = master;
        this.slave = slave;
        admin.setNamesrvAddr(namesrv);
        admin.setInstanceName(Env.instance());
        admin.start();
    }

    public static void main(String[] args) throws Exception {
        Replicated run = new Replicated(args[0], args[1], args[2]);
        String what = args[3];
        if (what.equals("begin")) run.begin();
        else if (what.equals("send")) run.send(Integer.parseInt(args[4]), Integer.parseInt(args[5]), Path.of(args[6]));
        else if (what.equals("same")) run.same();
        else if (what.equals("verify")) run.verify(Integer.parseInt(args[4]));
        else throw new IllegalArgumentException(what);
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private void begin() throws Exception {
        admin.createAndUpdateTopicConfig(master, new TopicConfig(TOPIC, QUEUES, QUEUES, 6));
        SubscriptionGroupConfig group = new SubscriptionGroupConfig();
        group.setGroupName(GROUP);
        group.setRetryMaxTimes(7);
        admin.createAndUpdateSubscriptionGroupConfig(master, group);
        Check.until("a route with both brokers", () ->
            admin.examineTopicRouteInfo(TOPIC).getBrokerDatas().get(0).getBrokerAddrs().size() == 2);
    }

    private static byte[] body(int queue, int number) {
        return Env.bytes(queue + " " + number + " " + "x".repeat(number * 31 % 300));
    }

    /** A thread for each queue, so that the order in a queue is that of the numbers; whatever is not acknowledged is sent again. */
    private void send(int from, int count, Path third) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        DefaultMQProducer producer = new DefaultMQProducer("replicated-producers");
        producer.setNamesrvAddr(namesrv);
        producer.setInstanceName(Env.instance());
        producer.setVipChannelEnabled(false);
        producer.setRetryTimesWhenSendFailed(0);
        producer.start();
        ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
        Map<SendStatus, Integer> statuses = new TreeMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int id = 0; id < QUEUES; id++) {
            int queue = id;
            Thread thread = new Thread(() -> {
                long deadline = System.currentTimeMillis() + 120_000;
                for (int number = from; number < from + count; ) {
                    try {
                        Message message = new Message(TOPIC, "tag" + number % 3, "key-" + queue + "-" + number, body(queue, number));
                        SendResult result = producer.send(message, new MessageQueue(TOPIC, BROKER, queue), 10_000);
                        synchronized (statuses) {
                            statuses.merge(result.getSendStatus(), 1, Integer::sum);
                        }
                        number++;
                        if (acknowledged.incrementAndGet() == count * QUEUES / 3) Files.createFile(third);
                    } catch (Exception again) {
                        if (System.currentTimeMillis() > deadline) {
                            problems.add("queue " + queue + " at " + number + ": " + again);
                            return;
                        }
                        sleep(100);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) thread.join();
        Check.check("messages " + from + " to " + (from + count - 1) + " of each queue are acknowledged", () ->
            Check.require(problems.isEmpty(), "not acknowledged: " + problems + " " + statuses));
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private long end(String broker) throws Exception {
        return Long.parseLong(admin.fetchBrokerRuntimeStats(broker).getTable().get("commitLogMaxOffset"));
    }

    private void same() throws Exception {
        Check.check("the slave has the master's log", () -> Check.until("the same end of the log", () -> {
            try {
                return end(master) == end(slave);
            } catch (Exception starting) {
                return false;
            }
        }));
    }

    private void verify(int count) throws Exception {
        same();
        Check.check("a SYNC_MASTER acknowledges with SEND_OK while its slave is there", () -> {
            DefaultMQProducer producer = new DefaultMQProducer("replicated-producers");
            producer.setNamesrvAddr(namesrv);
            producer.setInstanceName(Env.instance());
            producer.start();
            for (int i = 0; i < 50; i++) {
                SendResult result = producer.send(new Message(TOPIC, "last", body(0, count + i)), new MessageQueue(TOPIC, BROKER, 0));
                Check.equal(SendStatus.SEND_OK, result.getSendStatus(), "status");
            }
            producer.shutdown();
        });
        same();
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(GROUP);
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName(Env.instance());
        consumer.setVipChannelEnabled(false);
        consumer.start();
        for (int queue = 0; queue < QUEUES; queue++) {
            int id = queue;
            Check.check("queue " + id + ": the slave gives every acknowledged message, in order", () -> fromSlave(consumer, id, id == 0 ? count + 50 : count));
        }
        Check.check("the slave finds a message by its key", () -> {
            // The client asks every broker of the topic; the slave by itself is asked here.
            List<MessageExt> found = byKey(consumer, "key-3-" + count / 2);
            Check.require(!found.isEmpty(), "nothing found");
            for (MessageExt message : found) Check.equal(new String(body(3, count / 2)), new String(message.getBody()), "body");
        });
        tables(consumer);
        consumer.shutdown();
    }

    private List<MessageExt> byKey(DefaultMQPullConsumer consumer, String key) throws Exception {
        var api = consumer.getDefaultMQPullConsumerImpl().getRebalanceImpl().getmQClientFactory().getMQClientAPIImpl().getRemotingClient();
        var request = org.apache.rocketmq.remoting.protocol.RemotingCommand.createRequestCommand(12, null);
        request.setExtFields(new HashMap<>(Map.of("topic", TOPIC, "key", key, "maxNum", "32", "beginTimestamp", "0",
            "endTimestamp", "" + Long.MAX_VALUE)));
        var answer = api.invokeSync(slave, request, 5_000);
        Check.equal(0, answer.getCode(), "code");
        return org.apache.rocketmq.common.message.MessageDecoder.decodes(java.nio.ByteBuffer.wrap(answer.getBody()), true);
    }

    private void fromSlave(DefaultMQPullConsumer consumer, int id, int count) throws Exception {
        PullAPIWrapper wrapper = consumer.getDefaultMQPullConsumerImpl().getPullAPIWrapper();
        wrapper.setConnectBrokerByUser(true);
        wrapper.setDefaultBrokerId(1);
        MessageQueue queue = new MessageQueue(TOPIC, BROKER, id);
        long next = 0;
        int expected = 0;
        while (expected < count) {
            PullResult pulled = consumer.pull(queue, "*", next, 32);
            Check.equal(PullStatus.FOUND, pulled.getPullStatus(), "status at " + next + " with message " + expected + " to come");
            for (MessageExt message : pulled.getMsgFoundList()) {
                String text = Env.text(message);
                int number = Integer.parseInt(text.split(" ")[1]);
                Check.equal(new String(body(id, number)), text, "body");
                // What was sent again, because its acknowledgment was lost, stands there twice.
                Check.require(number <= expected, "message " + expected + " is missing, " + number + " comes");
                Check.require(message.getProperty(MessageConst.PROPERTY_UNIQ_CLIENT_MESSAGE_ID_KEYIDX) != null, "unique key");
                if (number == expected) expected++;
            }
            next = pulled.getNextBeginOffset();
        }
    }

    private void tables(DefaultMQPullConsumer consumer) throws Exception {
        MessageQueue queue = new MessageQueue(TOPIC, BROKER, 1);
        consumer.getDefaultMQPullConsumerImpl().updateConsumeOffset(queue, 5);
        consumer.getDefaultMQPullConsumerImpl().getOffsetStore().updateConsumeOffsetToBroker(queue, 5, false);
        Check.check("the slave has the master's topics and groups", () -> Check.until("the same tables", () ->
            admin.getAllTopicConfig(slave, 5_000).getTopicConfigTable().containsKey(TOPIC)
                && admin.getAllTopicConfig(slave, 5_000).getDataVersion().equals(admin.getAllTopicConfig(master, 5_000).getDataVersion())
                && admin.examineSubscriptionGroupConfig(slave, GROUP).getRetryMaxTimes() == 7));
        Check.check("the slave has the master's consumer offsets", () -> Check.until("the offset", () -> {
            var api = consumer.getDefaultMQPullConsumerImpl().getRebalanceImpl().getmQClientFactory().getMQClientAPIImpl().getRemotingClient();
            var request = org.apache.rocketmq.remoting.protocol.RemotingCommand.createRequestCommand(14, null);
            request.setExtFields(new HashMap<>(Map.of("consumerGroup", GROUP, "topic", TOPIC, "queueId", "1")));
            var answer = api.invokeSync(slave, request, 5_000);
            return answer.getCode() == 0 && "5".equals(answer.getExtFields().get("offset"));
        }));
    }
}
