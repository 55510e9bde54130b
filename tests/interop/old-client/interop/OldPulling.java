package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Pull consumers: the loop of the tutorials, offsets kept by the consumer or by the broker. */
final class OldPulling {
    static void run(OldEnv env) throws Exception {
        String topic = env.topic("pulling", 2);
        List<SendResult> sent = env.send(topic, "TagA", 90);
        sent.addAll(env.send(topic, "TagB", 10));
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(env.name("pulling"));
        consumer.setNamesrvAddr(env.namesrv);
        consumer.setInstanceName(OldEnv.instance());
        consumer.setBrokerSuspendMaxTimeMillis(500);
        consumer.start();
        try {
            Set<MessageQueue> queues = consumer.fetchSubscribeMessageQueues(topic);
            check("pull: the queues of a topic", () -> equal(env.queues(topic), OldEnv.sorted(queues), "queues"));
            check("pull: every queue to its end", () -> {
                for (MessageQueue queue : queues) until("50 in each queue", () -> consumer.maxOffset(queue) == 50);
                Map<MessageQueue, Long> next = new HashMap<>();
                OldEnv.once(sent, toTheEnd(consumer, queues, next));
                for (MessageQueue queue : queues) equal(50L, next.get(queue), "next offset");
            });
            MessageQueue first = env.queues(topic).get(0);
            check("pull: the answer's offsets, and one beyond the end", () -> {
                PullResult r = consumer.pull(first, "*", 10, 5);
                equal(PullStatus.FOUND, r.getPullStatus(), "status");
                equal("10 15 0 50", r.getMsgFoundList().get(0).getQueueOffset() + " " + r.getNextBeginOffset() + " " + r.getMinOffset() + " " + r.getMaxOffset(), "offsets");
                PullResult beyond = consumer.pull(first, "*", 1_000, 5);
                equal(PullStatus.OFFSET_ILLEGAL, beyond.getPullStatus(), "status beyond");
                equal(50L, beyond.getNextBeginOffset(), "next offset beyond");
                equal(PullStatus.NO_NEW_MSG, consumer.pull(first, "*", 50, 5).getPullStatus(), "status at the end");
            });
            check("pull: a tag that few have, and one that nothing has", () -> {
                equal(List.of(45L, 46L, 47L, 48L, 49L), consumer.pull(first, "TagB", 0, 5).getMsgFoundList().stream().map(MessageExt::getQueueOffset)
                    .collect(Collectors.toList()), "offsets");
                PullResult none = consumer.pull(first, "TagC", 0, 5);
                equal("NO_MATCHED_MSG 50", none.getPullStatus() + " " + none.getNextBeginOffset(), "status and next offset");
            });
            check("pull: offsets kept by the broker", () -> {
                consumer.updateConsumeOffset(first, 7);
                consumer.getDefaultMQPullConsumerImpl().getOffsetStore().persist(first);
                until("offset 7", () -> consumer.fetchConsumeOffset(first, true) == 7);
            });
        } finally {
            consumer.shutdown();
        }
    }

    private static List<MessageExt> toTheEnd(DefaultMQPullConsumer consumer, Set<MessageQueue> queues, Map<MessageQueue, Long> next) throws Exception {
        List<MessageExt> all = new ArrayList<>();
        for (MessageQueue queue : queues) {
            while (true) {
                PullResult r = consumer.pullBlockIfNotFound(queue, null, next.getOrDefault(queue, 0L), 32);
                next.put(queue, r.getNextBeginOffset());
                if (r.getPullStatus() == PullStatus.NO_NEW_MSG) break;
                all.addAll(r.getMsgFoundList());
            }
        }
        return all;
    }
}
