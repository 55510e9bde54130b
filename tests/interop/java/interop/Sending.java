package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageId;
import org.apache.rocketmq.common.sysflag.MessageSysFlag;

/** Every way to send, and what the answer and the stored message say. */
final class Sending {
    static void run(Env env) throws Exception {
        String topic = env.topic("sending", 4);
        List<SendResult> results = new ArrayList<>();

        check("send sync: SEND_OK", () -> {
            for (SendResult r : env.send(topic, "TagA", 12)) {
                equal(SendStatus.SEND_OK, r.getSendStatus(), "status");
                results.add(r);
            }
        });
        check("send sync: offsets of each queue rise by one", () -> consecutive(results, 4));
        check("send sync: the offset id holds the broker's address and a rising log offset", () -> {
            long last = -1;
            for (SendResult r : results) {
                MessageId id = MessageDecoder.decodeMessageId(r.getOffsetMsgId());
                InetSocketAddress at = (InetSocketAddress) id.getAddress();
                equal(env.address, at.getAddress().getHostAddress() + ":" + at.getPort(), "address");
                require(id.getOffset() > last, "log offset " + id.getOffset() + " after " + last);
                last = id.getOffset();
            }
        });
        check("send sync: the message id is the client's own", () -> {
            for (SendResult r : results) {
                require(r.getMsgId().matches("([0-9A-F]{32}|[0-9A-F]{56})"), "id " + r.getMsgId());
                require(!r.getMsgId().equals(r.getOffsetMsgId()), "both ids are the same");
            }
        });
        check("send async: 50 callbacks with SEND_OK", () -> {
            AtomicInteger good = new AtomicInteger();
            List<Throwable> bad = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                env.producer.send(new Message(topic, Env.bytes("async " + i)), new SendCallback() {
                    @Override
                    public void onSuccess(SendResult result) {
                        if (result.getSendStatus() == SendStatus.SEND_OK) good.incrementAndGet();
                    }

                    @Override
                    public void onException(Throwable e) {
                        bad.add(e);
                    }
                });
            }
            until("50 callbacks", () -> good.get() + bad.size() == 50);
            equal(50, good.get(), "good answers (" + bad + ")");
        });
        check("send one-way: the queue grows", () -> {
            String oneway = env.topic("oneway", 1);
            for (int i = 0; i < 20; i++) env.producer.sendOneway(new Message(oneway, Env.bytes("" + i)));
            until("20 messages", () -> env.admin.maxOffset(env.queue(oneway, 0)) == 20);
        });
        for (boolean vip : new boolean[] {false, true}) {
            check("send with VIP channel " + vip, () -> {
                DefaultMQProducer p = env.producer(vip);
                for (int i = 0; i < 5; i++) equal(SendStatus.SEND_OK, p.send(new Message(topic, Env.bytes("vip"))).getSendStatus(), "status");
                p.shutdown();
            });
        }
        check("send to a chosen queue", () -> {
            for (int id = 0; id < 4; id++) {
                SendResult r = env.producer.send(new Message(topic, Env.bytes("chosen")), env.queue(topic, id));
                equal(env.queue(topic, id), r.getMessageQueue(), "queue");
            }
        });
        check("send with a queue selector: all of one key in one queue, in order", () -> {
            List<SendResult> chosen = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                chosen.add(env.producer.send(new Message(topic, Env.bytes("" + i)),
                    (queues, message, key) -> queues.get((Integer) key % queues.size()), 7));
            }
            consecutive(chosen, 1);
        });
        check("send a batch: one answer, consecutive offsets", () -> {
            String batch = env.topic("batch", 2);
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 10; i++) messages.add(new Message(batch, "TagB", "batch" + i, Env.bytes("batch " + i)));
            SendResult r = env.producer.send(messages);
            equal(SendStatus.SEND_OK, r.getSendStatus(), "status");
            equal(10, r.getMsgId().split(",").length, "message ids");
            equal(10, r.getOffsetMsgId().split(",").length, "offset ids");
            equal(0L, r.getQueueOffset(), "first offset");
            env.settled(batch, 2, 10);
            equal(10L, env.admin.maxOffset(r.getMessageQueue()), "maximum");
            String[] ids = r.getOffsetMsgId().split(",");
            String[] unique = r.getMsgId().split(",");
            for (int i = 0; i < 10; i++) {
                MessageExt m = env.admin.viewMessage(ids[i]);
                equal("batch " + i, Env.text(m), "body");
                equal("batch" + i, m.getKeys(), "keys");
                equal("TagB", m.getTags(), "tag");
                equal(unique[i], m.getMsgId(), "message id");
                equal((long) i, m.getQueueOffset(), "queue offset");
            }
        });
        check("send to a topic nobody created: it is made, with the producer's number of queues", () -> {
            String fresh = env.name("fresh");
            equal(SendStatus.SEND_OK, env.producer.send(new Message(fresh, Env.bytes("first"))).getSendStatus(), "status");
            until("a route", () -> env.routed(fresh));
            equal(4, env.admin.examineTopicRouteInfo(fresh).getQueueDatas().get(0).getWriteQueueNums(), "write queues");
        });
        check("a message comes back with everything that was sent", () -> {
            Message sent = new Message(topic, "TagÄ", "k1 k2", 77, Env.bytes("grüße, 消息"), true);
            sent.putUserProperty("color", "grün");
            sent.putUserProperty("n", "5");
            sent.setBuyerId("buyer");
            long before = System.currentTimeMillis();
            SendResult r = env.producer.send(sent);
            MessageExt m = env.admin.viewMessage(r.getOffsetMsgId());
            equal("grüße, 消息", Env.text(m), "body");
            equal("TagÄ", m.getTags(), "tag");
            equal("k1 k2", m.getKeys(), "keys");
            equal("grün", m.getUserProperty("color"), "property");
            equal("5", m.getUserProperty("n"), "property");
            equal("buyer", m.getBuyerId(), "buyer");
            equal(77, m.getFlag(), "flag");
            equal(topic, m.getTopic(), "topic");
            equal(r.getMessageQueue().getQueueId(), m.getQueueId(), "queue");
            equal(r.getQueueOffset(), m.getQueueOffset(), "offset");
            equal(r.getMsgId(), m.getMsgId(), "message id");
            equal(0, m.getReconsumeTimes(), "reconsume times");
            equal(env.cluster, m.getProperty("CLUSTER"), "cluster property");
            equal(null, m.getProperty("WAIT"), "WAIT is not stored");
            InetSocketAddress store = (InetSocketAddress) m.getStoreHost();
            equal(env.address, store.getAddress().getHostAddress() + ":" + store.getPort(), "store host");
            require(((InetSocketAddress) m.getBornHost()).getPort() > 0, "born host " + m.getBornHost());
            require(m.getBornTimestamp() >= before && m.getStoreTimestamp() >= before - 1_000, "times");
        });
        check("a body of 100 KB is compressed on its way and whole at the end", () -> {
            byte[] body = new byte[100 * 1024];
            for (int i = 0; i < body.length; i++) body[i] = (byte) ('a' + i % 23);
            MessageExt m = env.admin.viewMessage(env.producer.send(new Message(topic, body)).getOffsetMsgId());
            require(Arrays.equals(body, m.getBody()), "the body differs");
            require(m.getStoreSize() < 10_000, "stored size " + m.getStoreSize());
            require((m.getSysFlag() & MessageSysFlag.COMPRESSED_FLAG) != 0, "system flag " + m.getSysFlag());
        });
        check("a body of 1 MB of noise is whole", () -> {
            byte[] body = new byte[1024 * 1024];
            new Random(1).nextBytes(body);
            MessageExt m = env.admin.viewMessage(env.producer.send(new Message(topic, body)).getOffsetMsgId());
            require(Arrays.equals(body, m.getBody()), "the body differs");
        });
    }

    static void consecutive(List<SendResult> results, int queues) {
        Map<Integer, Long> last = new HashMap<>();
        for (SendResult r : results) {
            Long before = last.put(r.getMessageQueue().getQueueId(), r.getQueueOffset());
            if (before != null) equal(before + 1, r.getQueueOffset(), "offset in " + r.getMessageQueue());
        }
        equal(queues, last.size(), "queues used");
    }
}
