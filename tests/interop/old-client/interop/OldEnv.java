package interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** The cluster under test, by means that a client of 4.2.0 has: it makes topics through the producer, as these versions do. */
final class OldEnv implements AutoCloseable {
    final String namesrv = System.getenv("NAMESRV_ADDR");
    final DefaultMQProducer producer;
    private final String run = Long.toString(System.currentTimeMillis() & 0xffffff, 36);
    private static final AtomicInteger clients = new AtomicInteger();

    OldEnv() throws Exception {
        producer = start(new DefaultMQProducer(name("producers")));
    }

    static String instance() {
        return "old-" + ProcessHandle.current().pid() + "-" + clients.incrementAndGet();
    }

    String name(String stem) {
        return "OLD_" + stem + "_" + run;
    }

    /** Everything else stays as the version has it, the VIP port too. */
    <P extends DefaultMQProducer> P start(P p) throws Exception {
        p.setNamesrvAddr(namesrv);
        p.setInstanceName(instance());
        p.setSendMsgTimeout(10_000);
        p.start();
        return p;
    }

    String topic(String stem, int queues) throws Exception {
        String topic = name(stem);
        producer.createTopic("TBW102", topic, queues);
        Check.until("a route to " + topic, () -> {
            try {
                return producer.fetchPublishMessageQueues(topic).size() == queues;
            } catch (Exception none) {
                return false;
            }
        });
        return topic;
    }

    /** The queues of a topic by their ids. */
    List<MessageQueue> queues(String topic) throws Exception {
        return sorted(producer.fetchPublishMessageQueues(topic));
    }

    static List<MessageQueue> sorted(Collection<MessageQueue> queues) {
        return queues.stream().sorted().collect(Collectors.toList());
    }

    /** Sends "0", "1", ... with the tag. */
    List<SendResult> send(String topic, String tag, int count) throws Exception {
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) results.add(producer.send(new Message(topic, tag, bytes("" + i))));
        return results;
    }

    interface Setting {
        void apply(DefaultMQPushConsumer consumer) throws Exception;
    }

    /** A push consumer with one thread; the setting subscribes, and may register another listener. */
    Received consumer(String group, Setting setting) throws Exception {
        Received received = new Received(new DefaultMQPushConsumer(group));
        DefaultMQPushConsumer c = received.consumer;
        c.setNamesrvAddr(namesrv);
        c.setInstanceName(instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        c.setConsumeThreadMin(1);
        c.setConsumeThreadMax(1);
        c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            received.messages.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        setting.apply(c);
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

        private boolean idle() {
            return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().values().stream().allMatch(q -> q.getMsgCount().get() == 0);
        }

        @Override
        public void close() {
            // A shutdown between the listener's return and the client's note of it would leave the last message uncommitted.
            for (long end = System.currentTimeMillis() + 2_000; !idle() && System.currentTimeMillis() < end; ) LockSupport.parkNanos(20_000_000);
            consumer.shutdown();
        }
    }

    /** What was received is what was sent, each once. */
    static void once(Collection<SendResult> sent, Collection<MessageExt> received) {
        Check.equal(sent.size(), received.size(), "messages");
        Check.equal(sent.stream().map(SendResult::getMsgId).collect(Collectors.toCollection(TreeSet::new)),
            received.stream().map(MessageExt::getMsgId).collect(Collectors.toCollection(TreeSet::new)), "ids");
    }

    static String texts(Collection<MessageExt> messages) {
        return messages.stream().map(OldEnv::text).collect(Collectors.joining(" "));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(MessageExt message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.shutdown();
    }
}
