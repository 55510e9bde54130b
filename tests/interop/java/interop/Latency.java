package interop;

import interop.Env.Received;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Figures, no assertions about them: how long a message takes to a consumer that waits for it, and how late delayed messages come. The clusters
 * named in FIGURES ("rmq=ADDRESS apache=ADDRESS") are measured in turn by one program, so that the machine's moods meet all.
 */
final class Latency {
    private static final int ROUNDS = 8;
    private static final int MESSAGES = 400;
    private static final int[] DELAYS = {1, 5, 10, 30, 60};
    private static final int EACH = 20;

    public static void main(String[] args) throws Exception {
        Map<String, Env> clusters = new LinkedHashMap<>();
        for (String pair : System.getenv("FIGURES").split(" ")) clusters.put(pair.replaceAll("=.*", ""), new Env(pair.replaceAll(".*=", "")));
        waiting(clusters);
        delays(clusters);
        System.out.println("ok latency: measured");
        System.exit(0);
    }

    /** A consumer that waits: a message is sent, comes, and only then the next one is sent. */
    private static void waiting(Map<String, Env> clusters) throws Exception {
        Map<String, Waiting> all = new LinkedHashMap<>();
        for (Map.Entry<String, Env> cluster : clusters.entrySet()) all.put(cluster.getKey(), new Waiting(cluster.getValue()));
        for (Waiting one : all.values()) one.round(4 * MESSAGES);
        all.values().forEach(one -> one.nanos.clear());
        for (int round = 0; round < ROUNDS; round++) {
            for (Waiting one : all.values()) one.round(MESSAGES);
        }
        all.forEach((name, one) -> {
            one.consumer.shutdown();
            print(name + ": send to delivery at a waiting consumer, ms", one.nanos.stream().map(n -> n / 1e6).sorted().toArray(Double[]::new));
        });
    }

    private static final class Waiting {
        final List<Long> nanos = new ArrayList<>();
        final DefaultMQPushConsumer consumer;
        private final Env env;
        private final String topic;
        private final SynchronousQueue<Long> arrived = new SynchronousQueue<>();

        Waiting(Env env) throws Exception {
            this.env = env;
            topic = env.topic("waiting", 1);
            consumer = new DefaultMQPushConsumer(env.name("waiting"));
            consumer.setNamesrvAddr(env.namesrv);
            consumer.setInstanceName(Env.instance());
            consumer.subscribe(topic, "*");
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                long now = System.nanoTime();
                try {
                    arrived.put(now);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            consumer.start();
        }

        void round(int messages) throws Exception {
            for (int i = 0; i < messages; i++) {
                // Time for the pull that follows the last delivery to be held.
                Thread.sleep(2);
                long start = System.nanoTime();
                env.producer.send(new Message(topic, Env.bytes("0123456789abcdef")));
                Long end = arrived.poll(20, TimeUnit.SECONDS);
                Check.require(end != null, "a message did not come");
                nanos.add(end - start);
            }
        }
    }

    /** Every level up to a minute, on idle brokers. */
    private static void delays(Map<String, Env> clusters) throws Exception {
        Map<String, Received> all = new LinkedHashMap<>();
        for (Map.Entry<String, Env> cluster : clusters.entrySet()) {
            Env env = cluster.getValue();
            String topic = env.topic("late", 1);
            all.put(cluster.getKey(), env.consumer(env.name("late"), topic, "*", c -> c.setConsumeThreadMax(20)));
        }
        for (int i = 0; i < EACH; i++) {
            for (Env env : clusters.values()) {
                for (int level = DELAYS.length; level > 0; level--) {
                    Message message = new Message(env.name("late"), Env.bytes("" + level));
                    message.setDelayTimeLevel(level);
                    env.producer.send(message);
                }
            }
            // No multiple of any period that a broker may look at its delays in.
            Thread.sleep(137);
        }
        for (Map.Entry<String, Received> one : all.entrySet()) {
            Check.until("delayed messages", () -> one.getValue().messages.size() == EACH * DELAYS.length);
            for (int level = 1; level <= DELAYS.length; level++) {
                String text = "" + level;
                long delay = DELAYS[level - 1] * 1_000L;
                Double[] late = one.getValue().messages.stream().filter(m -> Env.text(m).equals(text)).map(m -> lateness(m, delay)).sorted().toArray(Double[]::new);
                print(one.getKey() + ": lateness of " + DELAYS[level - 1] + " s, ms", late);
            }
            one.getValue().close();
        }
    }

    /** From the time it was due to the time the broker stored it for its topic. */
    private static double lateness(MessageExt message, long delay) {
        return message.getStoreTimestamp() - message.getBornTimestamp() - delay;
    }

    private static void print(String what, Double[] sorted) {
        int last = sorted.length - 1;
        System.out.printf("figure %s: p50 %.2f, p99 %.2f, max %.2f (%d messages)%n", what, sorted[last / 2], sorted[last * 99 / 100], sorted[last], sorted.length);
    }
}
