package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;
import static interop.Check.until;

import interop.Env.Received;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.admin.ConsumeStats;
import org.apache.rocketmq.common.admin.TopicOffset;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.protocol.body.ClusterInfo;
import org.apache.rocketmq.common.protocol.route.QueueData;
import org.apache.rocketmq.common.protocol.route.TopicRouteData;

/** DefaultMQAdminExt: what the tools and the dashboard ask for. */
final class Administration {
    private static final String RUNTIME_KEYS = "bootTimestamp runtime putMessageEntireTimeMax putMessageTimesTotal putMessageFailedTimes"
        + " putMessageSizeTotal putMessageDistributeTime putMessageAverageSize dispatchMaxBuffer getMessageEntireTimeMax putTps getFoundTps"
        + " getMissTps getTransferedTps getTotalTps putLatency99 putLatency999 commitLogDiskRatio consumeQueueDiskRatio commitLogMinOffset"
        + " commitLogMaxOffset brokerVersionDesc brokerVersion msgPutTotalYesterdayMorning msgPutTotalTodayMorning msgPutTotalTodayNow"
        + " msgGetTotalYesterdayMorning msgGetTotalTodayMorning msgGetTotalTodayNow sendThreadPoolQueueSize sendThreadPoolQueueCapacity"
        + " sendThreadPoolQueueHeadWaitTimeMills pullThreadPoolQueueSize pullThreadPoolQueueCapacity pullThreadPoolQueueHeadWaitTimeMills"
        + " queryThreadPoolQueueSize queryThreadPoolQueueCapacity queryThreadPoolQueueHeadWaitTimeMills EndTransactionQueueSize"
        + " EndTransactionThreadPoolQueueCapacity dispatchBehindBytes pageCacheLockTimeMills earliestMessageTimeStamp"
        + " startAcceptSendRequestTimeStamp remainTransientStoreBufferNumbs remainHowManyDataToFlush commitLogDirCapacity";

    static void run(Env env) throws Exception {
        String topic = env.topic("admin", 3);
        env.send(topic, "T", 30);
        env.settled(topic, 3, 30);

        check("cluster info: cluster, broker and master address", () -> {
            ClusterInfo info = env.admin.examineBrokerClusterInfo();
            require(info.getClusterAddrTable().get(env.cluster).contains(env.broker), "brokers " + info.getClusterAddrTable());
            require(env.address.matches("127\\.0\\.0\\.1:\\d+"), "address " + env.address);
        });
        check("topic list: the created topic, and the topics every broker has", () -> {
            Set<String> topics = env.admin.fetchAllTopicList().getTopicList();
            for (String t : List.of(topic, "TBW102", "SELF_TEST_TOPIC", "BenchmarkTest", "OFFSET_MOVED_EVENT", "SCHEDULE_TOPIC_XXXX",
                env.cluster, env.broker, env.cluster + "_REPLY_TOPIC")) require(topics.contains(t), "no " + t + " in " + topics);
        });
        check("topics of a cluster", () -> require(env.admin.fetchTopicsByCLuster(env.cluster).getTopicList().contains(topic), "missing"));
        check("clusters of a topic", () -> equal(Set.of(env.cluster), env.admin.getTopicClusterList(topic), "clusters"));
        check("topic route", () -> {
            TopicRouteData route = env.admin.examineTopicRouteInfo(topic);
            equal(1, route.getBrokerDatas().size(), "brokers");
            equal(env.address, route.getBrokerDatas().get(0).getBrokerAddrs().get(0L), "address of id 0");
            queue(route.getQueueDatas().get(0), env.broker, 3, 3, 6);
        });
        check("topic stats: offsets and time of every queue", () -> {
            Map<MessageQueue, TopicOffset> stats = env.admin.examineTopicStats(topic).getOffsetTable();
            equal(3, stats.size(), "queues");
            long total = 0;
            for (TopicOffset o : stats.values()) {
                equal(0L, o.getMinOffset(), "minimum");
                require(Math.abs(System.currentTimeMillis() - o.getLastUpdateTimestamp()) < 600_000, "time " + o.getLastUpdateTimestamp());
                total += o.getMaxOffset();
            }
            equal(30L, total, "messages");
        });
        String group = env.name("admin");
        try (Received r = env.consumer(group, topic, "*")) {
            r.await(30);
            check("consume stats: broker offset and difference while consuming", () -> until("no difference left", () -> {
                ConsumeStats stats = env.admin.examineConsumeStats(group, topic);
                return stats.getOffsetTable().size() == 3 && stats.computeTotalDiff() == 0;
            }));
            check("groups of a topic", () -> require(env.admin.queryTopicConsumeByWho(topic).getGroupList().contains(group), "missing"));
            check("the retry topic of a group exists from its first heartbeat on", () ->
                equal(1, env.admin.examineTopicRouteInfo("%RETRY%" + group).getQueueDatas().get(0).getReadQueueNums(), "queues"));
        }
        check("consume stats: difference of a group that has left", () -> {
            env.send(topic, "T", 9);
            env.settled(topic, 3, 39);
            ConsumeStats stats = env.admin.examineConsumeStats(group, topic);
            equal(9L, stats.computeTotalDiff(), "difference");
        });
        check("runtime info: every key", () -> {
            Map<String, String> table = env.admin.fetchBrokerRuntimeStats(env.address).getTable();
            Set<String> missing = new TreeSet<>();
            for (String key : RUNTIME_KEYS.split(" ")) if (!table.containsKey(key)) missing.add(key);
            require(missing.isEmpty(), "missing: " + missing);
            require(table.keySet().stream().anyMatch(k -> k.startsWith("commitLogDiskRatio_")), "no commitLogDiskRatio_<path>");
        });
        check("runtime info: values that tools take apart", () -> {
            Map<String, String> table = env.admin.fetchBrokerRuntimeStats(env.address).getTable();
            for (String key : List.of("putTps", "getFoundTps", "getMissTps", "getTransferedTps", "getTotalTps")) {
                Double.parseDouble(table.get(key).split(" ")[0]);
            }
            for (String key : List.of("msgPutTotalTodayNow", "msgGetTotalTodayNow", "earliestMessageTimeStamp", "commitLogMaxOffset",
                "pageCacheLockTimeMills", "sendThreadPoolQueueHeadWaitTimeMills", "putMessageTimesTotal")) Long.parseLong(table.get(key));
            double ratio = Double.parseDouble(table.get("commitLogDiskRatio"));
            require(ratio > 0 && ratio <= 1, "disk ratio " + ratio);
            require(table.get("brokerVersionDesc").startsWith("V4_9_"), "version " + table.get("brokerVersionDesc"));
            require(table.get("runtime").matches("\\[ \\d+ days, \\d+ hours, \\d+ minutes, \\d+ seconds ]"), "runtime " + table.get("runtime"));
            require(table.get("commitLogDirCapacity").matches("Total : \\S+ \\S+, Free : \\S+ \\S+\\."), table.get("commitLogDirCapacity"));
        });
        check("create a topic like another one (the client's createTopic)", () -> {
            String like = env.name("like");
            env.admin.createTopic(env.cluster, like, 5);
            until("its route", () -> env.routed(like));
            queue(env.admin.examineTopicRouteInfo(like).getQueueDatas().get(0), env.broker, 5, 5, 6);
        });
        check("update a topic: queues and permission", () -> {
            String changing = env.topic("changing", 2);
            env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig(changing, 6, 4, 4));
            until("the new route", () -> env.admin.examineTopicRouteInfo(changing).getQueueDatas().get(0).getPerm() == 4);
            queue(env.admin.examineTopicRouteInfo(changing).getQueueDatas().get(0), env.broker, 6, 4, 4);
        });
        check("delete a topic: gone at broker and name server", () -> {
            String doomed = env.topic("doomed", 2);
            env.send(doomed, "T", 5);
            env.admin.deleteTopicInBroker(Set.of(env.address), doomed);
            // 4.9.7 takes the topic before the cluster, whatever its parameters are called.
            env.admin.deleteTopicInNameServer(Set.of(env.namesrv), doomed, env.cluster);
            refused(17, () -> env.admin.examineTopicRouteInfo(doomed));
            require(!env.admin.fetchAllTopicList().getTopicList().contains(doomed), "still listed");
            equal(17, env.raw(env.address, 202, Map.of("topic", doomed)).getCode(), "topic stats at the broker");
        });
        check("a deleted topic can be made again, empty", () -> {
            String again = env.topic("doomed", 2);
            equal(0L, env.admin.maxOffset(env.queue(again, 0)) + env.admin.maxOffset(env.queue(again, 1)), "messages");
        });
    }

    private static void queue(QueueData q, String broker, int read, int write, int perm) {
        equal(broker, q.getBrokerName(), "broker");
        equal(read, q.getReadQueueNums(), "read queues");
        equal(write, q.getWriteQueueNums(), "write queues");
        equal(perm, q.getPerm(), "permission");
    }
}
