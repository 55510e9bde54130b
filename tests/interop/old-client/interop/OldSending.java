package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Every way to send, and what a producer can ask about what it sent. */
final class OldSending {
    static void run(OldEnv env) throws Exception {
        check("send: a topic nobody created", () -> {
            String topic = env.name("auto");
            SendResult r = env.producer.send(new Message(topic, "TagA", OldEnv.bytes("first")));
            equal(SendStatus.SEND_OK, r.getSendStatus(), "status");
            equal(0L, r.getQueueOffset(), "offset");
            until("four queues", () -> env.queues(topic).size() == 4);
        });
        String topic = env.topic("sending", 2);
        check("send: to every queue in turn, ids and offsets", () -> {
            for (int i = 0; i < 8; i++) {
                MessageQueue queue = env.queues(topic).get(i % 2);
                SendResult r = env.producer.send(new Message(topic, "TagA", OldEnv.bytes("x")), queue);
                equal(SendStatus.SEND_OK, r.getSendStatus(), "status");
                equal(queue, r.getMessageQueue(), "queue");
                equal((long) (i / 2), r.getQueueOffset(), "offset");
                equal(32, r.getMsgId().length(), "length of the id");
                equal(32, r.getOffsetMsgId().length(), "length of the offset id");
                equal("DefaultRegion", r.getRegionId(), "region");
                require(r.isTraceOn(), "trace on");
            }
        });
        check("send: the queue that a selector picks", () -> {
            for (int i = 0; i < 4; i++) {
                SendResult r = env.producer.send(new Message(topic, OldEnv.bytes("x")), (queues, m, at) -> OldEnv.sorted(queues).get((Integer) at), i % 2);
                equal(i % 2, r.getMessageQueue().getQueueId(), "queue");
            }
        });
        check("send: with callbacks", () -> async(env, topic));
        check("send: one-way and a batch, stored in order", () -> {
            String one = env.topic("oneway", 1);
            MessageQueue queue = env.queues(one).get(0);
            env.producer.sendOneway(new Message(one, OldEnv.bytes("a")));
            until("the one-way message", () -> env.producer.maxOffset(queue) == 1);
            SendResult r = env.producer.send(List.of(new Message(one, OldEnv.bytes("b")), new Message(one, OldEnv.bytes("c"))));
            equal(1L, r.getQueueOffset(), "offset of the batch");
            equal(2, r.getMsgId().split(",").length, "ids");
            equal(2, r.getOffsetMsgId().split(",").length, "offset ids");
            until("the batch", () -> env.producer.maxOffset(queue) == 3);
        });
        check("send: a body that the client compresses comes back whole", () -> {
            String body = "0123456789".repeat(20_000);
            SendResult r = env.producer.send(new Message(topic, OldEnv.bytes(body)));
            equal(body, OldEnv.text(env.producer.viewMessage(topic, r.getOffsetMsgId())), "body");
        });
        check("send: a body above the broker's limit is refused with code 13", () -> {
            env.producer.setMaxMessageSize(8 << 20);
            byte[] noise = new byte[5 << 20];
            new java.util.Random(1).nextBytes(noise);
            refused(13, () -> env.producer.send(new Message(topic, noise)));
        });
        check("threads: ten at once, every message stored", () -> threads(env));
        asking(env, topic);
    }

    private static void async(OldEnv env, String topic) throws Exception {
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch open = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            env.producer.send(new Message(topic, OldEnv.bytes("" + i)), new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    results.add(result.getSendStatus());
                    open.countDown();
                }

                @Override
                public void onException(Throwable e) {
                    results.add(e);
                    open.countDown();
                }
            });
        }
        require(open.await(20, TimeUnit.SECONDS), "not every callback came");
        equal(Collections.nCopies(50, SendStatus.SEND_OK), results, "results");
    }

    private static void threads(OldEnv env) throws Exception {
        String topic = env.topic("threads", 4);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 10; t++) {
            Thread thread = new Thread(() -> {
                try {
                    env.send(topic, "TagA", 100);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        until("1,000 messages", () -> {
            long sum = 0;
            for (MessageQueue queue : env.queues(topic)) sum += env.producer.maxOffset(queue);
            return sum == 1_000;
        });
    }

    private static void asking(OldEnv env, String topic) throws Exception {
        long before = System.currentTimeMillis();
        Message message = new Message(topic, "TagQ", "key113 other", OldEnv.bytes("wanted"));
        message.putUserProperty("own", "值");
        SendResult sent = env.producer.send(message);
        check("ask: by offset id, by unique id, by key", () -> {
            MessageExt byOffset = env.producer.viewMessage(sent.getOffsetMsgId());
            equal("wanted", OldEnv.text(byOffset), "body by offset id");
            equal("值", byOffset.getUserProperty("own"), "property");
            equal("key113 other", byOffset.getKeys(), "keys");
            until("the key in the index", () -> byKey(env, topic, before) == 1);
            equal("wanted", OldEnv.text(env.producer.viewMessage(topic, sent.getMsgId())), "body by unique id");
        });
        check("ask: offsets of a queue and by time", () -> {
            MessageQueue queue = sent.getMessageQueue();
            until("the message in its queue", () -> env.producer.maxOffset(queue) > sent.getQueueOffset());
            equal(0L, env.producer.minOffset(queue), "minimum");
            long stored = env.producer.viewMessage(sent.getOffsetMsgId()).getStoreTimestamp();
            require(env.producer.searchOffset(queue, stored) <= sent.getQueueOffset(), "offset by its time");
            equal(0L, env.producer.searchOffset(queue, 1L), "offset by an old time");
            long first = env.producer.earliestMsgStoreTime(queue);
            require(first > 0 && first <= stored, "earliest time " + first);
        });
        check("ask: a message that is not there", () -> {
            String absent = sent.getOffsetMsgId().substring(0, 16) + "0000000FFFFFFFF0";
            refused(1, () -> env.producer.viewMessage(absent));
        });
    }

    private static int byKey(OldEnv env, String topic, long begin) {
        try {
            QueryResult found = env.producer.queryMessage(topic, "key113", 32, begin - 1_000, System.currentTimeMillis() + 1_000);
            return found.getMessageList().size();
        } catch (Exception none) {
            return 0;
        }
    }
}
