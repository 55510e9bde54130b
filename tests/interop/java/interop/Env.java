package interop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.protocol.body.ClusterInfo;
import org.apache.rocketmq.common.protocol.route.BrokerData;
import org.apache.rocketmq.remoting.RemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** The cluster under test, and short ways to clients of it. Every client gets its own connections. */
final class Env implements AutoCloseable {
    final String namesrv;
    final DefaultMQAdminExt admin = new DefaultMQAdminExt(10_000);
    final String cluster;
    final String broker;
    final String address;
    final DefaultMQProducer producer;
    private final String run = Long.toString(System.currentTimeMillis() & 0xffffff, 36);
    private static final AtomicInteger clients = new AtomicInteger();

    Env() throws Exception {
        this(System.getenv("NAMESRV_ADDR"));
    }

    Env(String namesrv) throws Exception {
        this.namesrv = namesrv;
        admin.setNamesrvAddr(namesrv);
        admin.setInstanceName(instance());
        admin.start();
        ClusterInfo info = admin.examineBrokerClusterInfo();
        BrokerData data = info.getBrokerAddrTable().values().iterator().next();
        cluster = data.getCluster();
        broker = data.getBrokerName();
        address = data.getBrokerAddrs().get(0L);
        producer = producer(false);
    }

    static String instance() {
        return "interop-" + ProcessHandle.current().pid() + "-" + clients.incrementAndGet();
    }

    String name(String stem) {
        return "IT_" + stem + "_" + run;
    }

    /** Creates a topic and waits until the name server routes to it. */
    String topic(String stem, int queues) throws Exception {
        String topic = name(stem);
        admin.createAndUpdateTopicConfig(address, new TopicConfig(topic, queues, queues, 6));
        Check.until("a route to " + topic, () -> routed(topic));
        return topic;
    }

    boolean routed(String topic) {
        try {
            return !admin.examineTopicRouteInfo(topic).getQueueDatas().isEmpty();
        } catch (Exception none) {
            return false;
        }
    }

    DefaultMQProducer producer(boolean vip) throws Exception {
        DefaultMQProducer p = new DefaultMQProducer(name("producers"));
        p.setNamesrvAddr(namesrv);
        p.setInstanceName(instance());
        p.setVipChannelEnabled(vip);
        p.setSendMsgTimeout(10_000);
        p.start();
        return p;
    }

    /** Sends "0", "1", ... with the tag. */
    List<SendResult> send(String topic, String tag, int count) throws Exception {
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) results.add(producer.send(new Message(topic, tag, bytes("" + i))));
        return results;
    }

    /** Waits until the topic's queues hold that many messages: queues are filled from the log, a moment after the answer to a send. */
    void settled(String topic, int queues, long messages) throws Exception {
        Check.until(messages + " messages in the queues of " + topic, () -> {
            long sum = 0;
            for (int id = 0; id < queues; id++) sum += admin.maxOffset(queue(topic, id));
            return sum == messages;
        });
    }

    /** Waits until the group has committed these many messages of the topic: consumers commit one-way. */
    void committed(String group, String topic, int queues, long messages) throws Exception {
        long[] sum = new long[1];
        Check.until(() -> messages + " messages committed by " + group + ", seen " + sum[0], () -> {
            sum[0] = 0;
            for (int id = 0; id < queues; id++) {
                RemotingCommand answer = raw(address, 14, Map.of("consumerGroup", group, "topic", topic, "queueId", "" + id));
                if (answer.getCode() == 0) sum[0] += Long.parseLong(answer.getExtFields().get("offset"));
            }
            return sum[0] == messages;
        });
    }

    MessageQueue queue(String topic, int id) {
        return new MessageQueue(topic, broker, id);
    }

    /** One request, spelled by hand, for what the clients' own checks would not let through. */
    RemotingCommand raw(String address, int code, Map<String, String> fields) throws Exception {
        return raw(address, code, fields, null);
    }

    RemotingCommand raw(String address, int code, Map<String, String> fields, byte[] body) throws Exception {
        RemotingCommand request = RemotingCommand.createRequestCommand(code, null);
        request.setExtFields(new HashMap<>(fields));
        request.setBody(body);
        return remoting().invokeSync(address, request, 5_000);
    }

    private RemotingClient remoting() {
        return producer.getDefaultMQProducerImpl().getmQClientFactory().getMQClientAPIImpl().getRemotingClient();
    }

    interface Setting {
        void apply(DefaultMQPushConsumer consumer) throws Exception;
    }

    /** A push consumer with one thread, so that messages of one queue arrive in the order of that queue. */
    Received consumer(String group, String topic, String expression) throws Exception {
        return consumer(group, topic, expression, c -> { });
    }

    Received consumer(String group, String topic, String expression, Setting setting) throws Exception {
        Received received = new Received(new DefaultMQPushConsumer(group));
        DefaultMQPushConsumer c = received.consumer;
        c.setNamesrvAddr(namesrv);
        c.setInstanceName(instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        c.setConsumeThreadMin(1);
        c.setConsumeThreadMax(1);
        // A shutdown between the listener's return and the client's note of it would leave the last message uncommitted.
        c.setAwaitTerminationMillisWhenShutdown(5_000);
        setting.apply(c);
        c.subscribe(topic, expression);
        c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            received.messages.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        c.start();
        return received;
    }

    /** What one push consumer has received so far. */
    static final class Received implements AutoCloseable {
        final DefaultMQPushConsumer consumer;
        final List<MessageExt> messages = Collections.synchronizedList(new ArrayList<>());

        Received(DefaultMQPushConsumer consumer) {
            this.consumer = consumer;
        }

        List<MessageExt> await(int count) throws Exception {
            Check.until(count + " messages at a consumer", () -> messages.size() >= count);
            synchronized (messages) {
                return new ArrayList<>(messages);
            }
        }

        int queues(String topic) throws Exception {
            return (int) consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .filter(q -> q.getTopic().equals(topic)).count();
        }

        @Override
        public void close() {
            consumer.shutdown();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static String text(MessageExt message) {
        return new String(message.getBody(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.shutdown();
        admin.shutdown();
    }
}
