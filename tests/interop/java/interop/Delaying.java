package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;

import interop.Env.Received;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.protocol.body.KVTable;

/** Delayed messages. The broker's levels are 1s, 2s, 3s, then 1s each, as in `run`. */
final class Delaying {
    static final String SCHEDULE = "SCHEDULE_TOPIC_XXXX";

    static void run(Env env) throws Exception {
        String topic = env.topic("delaying", 2);
        try (Received r = env.consumer(env.name("delayed"), topic, "TagA || TagB")) {
            check("delay: levels 1 to 3 arrive after 1, 2 and 3 seconds, plain messages at once", () -> {
                for (int level = 3; level >= 0; level--) env.producer.send(message(topic, "TagA", level, "level " + level), env.queue(topic, 1));
                Map<String, Long> late = new TreeMap<>();
                for (MessageExt m : r.await(4)) late.put(Env.text(m), m.getStoreTimestamp() - m.getBornTimestamp());
                equal(4, late.size(), "messages");
                for (int level = 0; level <= 3; level++) {
                    long ms = late.get("level " + level);
                    // No assertion about speed: the rest is for a busy machine.
                    require(ms >= level * 1_000 && ms < level * 1_000 + 5_000, "level " + level + " was stored " + ms + " ms after it was made");
                }
            });
            check("delay: what arrives knows its queue, tag, delay and where it was meant for", () -> {
                MessageExt m = r.await(4).stream().filter(x -> Env.text(x).equals("level 2")).findFirst().get();
                equal(topic, m.getTopic(), "topic");
                equal(1, m.getQueueId(), "queue");
                equal("TagA", m.getTags(), "tag");
                equal("2", m.getProperty("DELAY"), "DELAY");
                equal(topic, m.getProperty("REAL_TOPIC"), "REAL_TOPIC");
                equal("1", m.getProperty("REAL_QID"), "REAL_QID");
                equal(0, m.getReconsumeTimes(), "reconsume times");
                equal(env.cluster, m.getProperty("CLUSTER"), "CLUSTER");
            });
            check("delay: the answer names the real queue, the message waits in its level's queue", () -> {
                long before = env.admin.maxOffset(env.queue(SCHEDULE, 1));
                SendResult sent = env.producer.send(message(topic, "TagB", 2, "waits"), env.queue(topic, 0));
                equal(SendStatus.SEND_OK, sent.getSendStatus(), "status");
                equal(0, sent.getMessageQueue().getQueueId(), "queue");
                equal(before, sent.getQueueOffset(), "offset in the level's queue");
                MessageExt waits = env.admin.viewMessage(sent.getOffsetMsgId());
                equal(SCHEDULE, waits.getTopic(), "topic");
                equal(1, waits.getQueueId(), "queue");
                equal(topic, waits.getProperty("REAL_TOPIC"), "REAL_TOPIC");
                MessageExt came = r.await(5).get(4);
                equal("waits", Env.text(came), "body");
                equal(sent.getMsgId(), came.getMsgId(), "unique id");
            });
            check("delay: a level beyond the last is the last, one of 0 or less is none", () -> {
                SendResult sent = env.producer.send(message(topic, "TagA", 99, "beyond"), env.queue(topic, 0));
                MessageExt waits = env.admin.viewMessage(sent.getOffsetMsgId());
                equal(17, waits.getQueueId(), "queue");
                equal("18", waits.getProperty("DELAY"), "DELAY");
                r.await(6);
                sent = env.producer.send(message(topic, "TagA", -1, "negative"), env.queue(topic, 0));
                equal(topic, env.admin.viewMessage(sent.getOffsetMsgId()).getTopic(), "topic");
                r.await(7);
            });
            check("delay: tags are looked at after the delay", () -> {
                env.producer.send(message(topic, "TagC", 1, "not wanted"), env.queue(topic, 0));
                env.producer.send(message(topic, "TagB", 1, "wanted"), env.queue(topic, 0));
                List<MessageExt> all = r.await(8);
                equal("wanted", Env.text(all.get(7)), "body");
            });
            check("delay: many messages of one level, each once and in order", () -> {
                int have = r.messages.size();
                for (int i = 0; i < 200; i++) env.producer.send(message(topic, "TagA", 1, "" + i), env.queue(topic, 0));
                List<MessageExt> all = r.await(have + 200);
                for (int i = 0; i < 200; i++) equal("" + i, Env.text(all.get(have + i)), "body " + i);
                Thread.sleep(300);
                equal(have + 200, r.messages.size(), "messages");
            });
        }
        check("delay: the runtime information tells how far each level is", () -> {
            KVTable table = env.admin.fetchBrokerRuntimeStats(env.address);
            for (int level : new int[] {1, 2, 3, 18}) {
                String value = table.getTable().get("scheduleMessageOffset_" + level);
                require(value != null, "level " + level + " is missing");
                String[] at = value.split(",");
                equal(at[1], at[0], "next and end of level " + level);
            }
        });
        check("delay: the table of delay offsets (45) says the same", () -> {
            var answer = env.raw(env.address, 45, Map.of());
            equal(0, answer.getCode(), "code");
            String body = new String(answer.getBody());
            require(body.startsWith("{\"offsetTable\":{1:"), body);
        });
        check("delay: a batch with a delay is refused with code 13", () -> {
            var fields = new java.util.HashMap<>(Map.of("a", "P", "b", topic, "c", "TBW102", "d", "4", "e", "0", "f", "0", "g", "1", "h", "0", "m", "true"));
            fields.put("i", "DELAY\u00012");
            equal(13, env.raw(env.address, 320, fields, new byte[] {0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0}).getCode(), "code");
        });
    }

    static Message message(String topic, String tag, int level, String body) {
        Message m = new Message(topic, tag, Env.bytes(body));
        m.setDelayTimeLevel(level);
        return m;
    }
}
