package interop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.protocol.body.ClusterInfo;
import org.apache.rocketmq.common.protocol.route.BrokerData;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Two masters with a slave each, one of the masters killed and started again by who runs this: ten threads send and a push consumer receives all the
 * time. Arguments: address of the name server; a folder, where this makes `loaded` when broker-b's master is to be killed and `apart` when it is to come
 * back, and waits for `killed` and `back`.
 */
public final class FailOver {
    private static final String TOPIC = "FailOver";
    private static final int THREADS = 10;
    /** Messages of a phase, all threads together. */
    private static final int PHASE = 2_000;

    private final Path folder;
    /** What a slave has too, and whose it is, by the message's body. */
    private final ConcurrentHashMap<String, String> replicated = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger toSecond = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    /** Sends that were on their way to the master when it was killed: see {@link #send}. */
    private final AtomicInteger caught = new AtomicInteger();
    /** From when on the master may be killed, and from when on it is dead; nanoseconds. */
    private volatile long killing = Long.MAX_VALUE;
    private volatile long killed = Long.MAX_VALUE;
    private volatile boolean ends;

    private FailOver(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        new FailOver(Path.of(args[1])).run(args[0]);
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private void run(String namesrv) throws Exception {
        begin(namesrv);
        DefaultMQPushConsumer consumer = consumer(namesrv);
        DefaultMQProducer producer = new DefaultMQProducer("failover-producers");
        producer.setNamesrvAddr(namesrv);
        producer.setInstanceName(Env.instance());
        producer.setPollNameServerInterval(1_000);
        producer.start();
        List<Thread> threads = new ArrayList<>();
        for (int id = 0; id < THREADS; id++) {
            int own = id;
            threads.add(new Thread(() -> send(producer, own)));
        }
        threads.forEach(Thread::start);

        Check.check("ten threads send while all is well, and a slave has everything", () -> {
            // Apache's slaves find their masters in their own time; until then no send is SEND_OK.
            Check.until("slaves that follow both masters", () -> new HashSet<>(replicated.values()).size() == 2);
            more(PHASE);
            Check.until("everything is received", () -> seen.containsAll(new HashSet<>(replicated.keySet())));
        });
        // What comes now is read when the master is gone.
        consumer.suspend();
        int before = toSecond.get();
        Check.until("a backlog on broker-b", () -> toSecond.get() > before + PHASE / 4);
        killing = System.nanoTime();
        signal("loaded");
        await("killed");
        killed = System.nanoTime();
        Set<String> backlog = new HashSet<>();
        replicated.forEach((body, broker) -> {
            if (broker.equals("broker-b") && !seen.contains(body)) backlog.add(body);
        });
        Check.check("with a master dead, its slave holds a backlog", () -> Check.require(backlog.size() > 100, backlog.size() + " messages"));
        Check.check("with a master dead, the threads go on sending", () -> more(PHASE));
        consumer.resume();
        Check.check("with a master dead, the backlog is received from its slave", () ->
            Check.until(() -> left(backlog), () -> seen.containsAll(backlog)));
        signal("apart");
        await("back");
        Check.check("the master that came back is sent to again", () -> {
            int now = toSecond.get();
            Check.until("messages to broker-b", () -> toSecond.get() > now + PHASE / 4);
        });
        ends = true;
        for (Thread thread : threads) thread.join();
        Check.check("no send failed", () -> {
            Check.require(failures.isEmpty(), failures.size() + " failed: " + failures.peek());
            Check.require(caught.get() <= THREADS, caught.get() + " were on their way to the master that was killed");
        });
        Check.check("everything that a slave has is received, " + replicated.size() / 1000 + " thousand messages", () ->
            Check.until(() -> left(replicated.keySet()), () -> seen.containsAll(replicated.keySet())));
        consumer.shutdown();
        producer.shutdown();
    }

    private static void begin(String namesrv) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(5_000);
        admin.setNamesrvAddr(namesrv);
        admin.setInstanceName(Env.instance());
        admin.start();
        Check.until("two masters and two slaves", () -> {
            ClusterInfo info = admin.examineBrokerClusterInfo();
            return info.getBrokerAddrTable().values().stream().mapToInt(data -> data.getBrokerAddrs().size()).sum() == 4;
        });
        for (BrokerData broker : admin.examineBrokerClusterInfo().getBrokerAddrTable().values()) {
            admin.createAndUpdateTopicConfig(broker.getBrokerAddrs().get(0L), new TopicConfig(TOPIC, 4, 4, 6));
        }
        Check.until("a route over both", () -> admin.examineTopicRouteInfo(TOPIC).getQueueDatas().size() == 2);
        admin.shutdown();
    }

    private DefaultMQPushConsumer consumer(String namesrv) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("failover-consumers");
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName(Env.instance());
        consumer.setPollNameServerInterval(1_000);
        consumer.setHeartbeatBrokerInterval(2_000);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(TOPIC, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) seen.add(new String(message.getBody(), StandardCharsets.UTF_8));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    /**
     * Sends until the end. This client hears of a connection that its peer has closed, but does not tell those who wait for an answer
     * (NettyRemotingClient calls failFast only where it closes by itself): their whole timeout passes, and no time is left to try again.
     */
    private void send(DefaultMQProducer producer, int own) {
        for (int number = 0; !ends; number++) {
            String body = own + "-" + number;
            long began = System.nanoTime();
            try {
                SendResult result = producer.send(new Message(TOPIC, Env.bytes(body)), 10_000);
                String broker = result.getMessageQueue().getBrokerName();
                if (result.getSendStatus() == SendStatus.SEND_OK) replicated.put(body, broker);
                if (broker.equals("broker-b")) toSecond.incrementAndGet();
                acknowledged.incrementAndGet();
                Thread.sleep(2);
            } catch (Exception failed) {
                boolean isCaught = killing < System.nanoTime() && began < killed;
                if (isCaught) caught.incrementAndGet();
                else failures.add(body + ": " + failed);
            }
        }
    }

    private void more(int count) throws Exception {
        int before = acknowledged.get();
        Check.until(() -> acknowledged.get() - before + " more, failed: " + failures.peek(), () -> acknowledged.get() - before > count);
    }

    private String left(Set<String> wanted) {
        Set<String> left = new HashSet<>(wanted);
        left.removeAll(seen);
        return left.size() + " of " + wanted.size() + " are not received, as " + left.stream().findFirst().map(body -> body + " of " + replicated.get(body));
    }

    private void signal(String name) throws Exception {
        Files.createFile(folder.resolve(name));
    }

    private void await(String name) throws Exception {
        Check.until(name, () -> Files.exists(folder.resolve(name)));
    }
}
