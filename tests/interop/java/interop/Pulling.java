package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Pull consumers and the offsets of a queue. */
@SuppressWarnings("deprecation")
final class Pulling {
    static void run(Env env) throws Exception {
        String topic = env.topic("pulling", 2);
        MessageQueue queue = env.queue(topic, 0);
        List<SendResult> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(env.producer.send(new Message(topic, i % 2 == 0 ? "even" : "odd", Env.bytes("" + i)), queue));
        }
        env.settled(topic, 2, 50);
        DefaultMQPullConsumer pull = new DefaultMQPullConsumer(env.name("pull"));
        pull.setNamesrvAddr(env.namesrv);
        pull.setInstanceName(Env.instance());
        pull.start();

        check("pull: the queues of a topic", () ->
            equal(Set.of(env.queue(topic, 0), env.queue(topic, 1)), pull.fetchSubscribeMessageQueues(topic), "queues"));
        check("pull: FOUND until the end of the queue, then NO_NEW_MSG", () -> {
            long next = 0;
            List<MessageExt> all = new ArrayList<>();
            while (next < 50) {
                PullResult r = pull.pull(queue, "*", next, 32);
                equal(PullStatus.FOUND, r.getPullStatus(), "status at " + next);
                equal(0L, r.getMinOffset(), "minimum");
                equal(50L, r.getMaxOffset(), "maximum");
                equal(next + r.getMsgFoundList().size(), r.getNextBeginOffset(), "next offset");
                all.addAll(r.getMsgFoundList());
                next = r.getNextBeginOffset();
            }
            Consuming.once(sent, all);
            for (int i = 0; i < 50; i++) equal("" + i, Env.text(all.get(i)), "body");
            equal(PullStatus.NO_NEW_MSG, pull.pull(queue, "*", 50, 32).getPullStatus(), "status at the end");
        });
        check("pull: no more than asked for", () ->
            equal(5, pull.pull(queue, "*", 0, 5).getMsgFoundList().size(), "messages"));
        check("pull: a tag", () -> {
            PullResult r = pull.pull(queue, "odd", 0, 10);
            equal(PullStatus.FOUND, r.getPullStatus(), "status");
            equal(10, r.getMsgFoundList().size(), "messages");
            for (MessageExt m : r.getMsgFoundList()) equal("odd", m.getTags(), "tag");
            equal(20L, r.getNextBeginOffset(), "next offset");
        });
        check("pull: a tag nobody has", () -> {
            PullResult r = pull.pull(queue, "none", 0, 32);
            equal(PullStatus.NO_MATCHED_MSG, r.getPullStatus(), "status");
            require(r.getNextBeginOffset() > 0, "next offset " + r.getNextBeginOffset());
        });
        check("pull: far past the end", () -> {
            PullResult r = pull.pull(queue, "*", 1_000, 32);
            equal(PullStatus.OFFSET_ILLEGAL, r.getPullStatus(), "status");
            equal(50L, r.getNextBeginOffset(), "next offset");
        });
        check("pull: from an empty queue", () ->
            equal(PullStatus.NO_NEW_MSG, pull.pull(env.queue(topic, 1), "*", 0, 32).getPullStatus(), "status"));
        check("pull: a blocked pull is woken by a message", () -> {
            MessageQueue empty = env.queue(topic, 1);
            CompletableFuture<PullResult> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return pull.pullBlockIfNotFound(empty, "*", 0, 32);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(200);
            require(!answer.isDone(), "answered before there was a message");
            env.producer.send(new Message(topic, Env.bytes("late")), empty);
            // Without a wake-up it would wait for the end of its 20 s.
            PullResult r = answer.get(10, TimeUnit.SECONDS);
            equal(PullStatus.FOUND, r.getPullStatus(), "status");
            equal("late", Env.text(r.getMsgFoundList().get(0)), "body");
        });
        check("offsets: minimum and maximum", () -> {
            equal(0L, pull.minOffset(queue), "minimum");
            equal(50L, pull.maxOffset(queue), "maximum");
        });
        check("offsets: by time", () -> {
            long now = System.currentTimeMillis();
            // A time before all messages gives the first one. A time after all gives the last one, not the maximum.
            equal(0L, pull.searchOffset(queue, now - 3_600_000), "an hour ago");
            equal(49L, pull.searchOffset(queue, now + 3_600_000), "in an hour");
            MessageExt middle = pull.pull(queue, "*", 25, 1).getMsgFoundList().get(0);
            long found = pull.searchOffset(queue, middle.getStoreTimestamp());
            equal(middle.getStoreTimestamp(), pull.pull(queue, "*", found, 1).getMsgFoundList().get(0).getStoreTimestamp(), "store time");
        });
        check("offsets: store time of the first message", () -> {
            MessageExt first = pull.pull(queue, "*", 0, 1).getMsgFoundList().get(0);
            equal(first.getStoreTimestamp(), pull.earliestMsgStoreTime(queue), "time");
        });
        check("offsets: commit and fetch", () -> {
            // A queue is only accepted by the client's offset store once it is balanced, so this goes to the broker directly.
            env.admin.updateConsumeOffset(env.address, env.name("pull"), queue, 17);
            equal(17L, pull.fetchConsumeOffset(queue, true), "offset");
        });
        check("offsets: none in a young queue reads as 0", () -> {
            var answer = env.raw(env.address, 14, Map.of("consumerGroup", env.name("never"), "topic", topic, "queueId", "0"));
            equal(0, answer.getCode(), "code");
            equal("0", answer.getExtFields().get("offset"), "offset");
        });
        pull.shutdown();

        check("lite pull: subscribe and poll", () -> {
            String lite = env.topic("lite", 4);
            List<SendResult> all = env.send(lite, "T", 100);
            DefaultLitePullConsumer c = lite(env, "lite");
            c.subscribe(lite, "*");
            c.start();
            List<MessageExt> got = new ArrayList<>();
            poll(c, got, 100);
            Consuming.once(all, got);
            c.commit(c.assignment(), true);
            // With commitSync() and a shutdown alone, the offset of a queue was sometimes not at the broker for the next consumer.
            env.committed(env.name("lite"), lite, 4, 100);
            c.shutdown();
            List<SendResult> more = env.send(lite, "T", 12);
            DefaultLitePullConsumer next = lite(env, "lite");
            next.subscribe(lite, "*");
            next.start();
            List<MessageExt> rest = new ArrayList<>();
            poll(next, rest, 12);
            Consuming.once(more, rest);
            next.shutdown();
        });
        check("lite pull: assign and seek", () -> {
            DefaultLitePullConsumer c = lite(env, "assigned");
            c.setAutoCommit(false);
            c.start();
            c.assign(List.of(queue));
            // A seek right after assign() races with the client's first pull, so the queue is read to its end first.
            List<MessageExt> got = new ArrayList<>();
            poll(c, got, 50);
            c.seek(queue, 45);
            List<MessageExt> again = new ArrayList<>();
            poll(c, again, 5);
            equal(45L, again.get(0).getQueueOffset(), "first offset");
            equal(5, again.size(), "messages");
            c.shutdown();
        });
    }

    private static void poll(DefaultLitePullConsumer consumer, List<MessageExt> into, int count) throws Exception {
        until(count + " messages", () -> {
            into.addAll(consumer.poll(200));
            return into.size() >= count;
        });
    }

    private static DefaultLitePullConsumer lite(Env env, String group) {
        DefaultLitePullConsumer c = new DefaultLitePullConsumer(env.name(group));
        c.setNamesrvAddr(env.namesrv);
        c.setInstanceName(Env.instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return c;
    }
}
