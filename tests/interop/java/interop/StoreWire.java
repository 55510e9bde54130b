package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.filter.ExpressionType;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageId;
import org.apache.rocketmq.common.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.common.protocol.heartbeat.ConsumerData;
import org.apache.rocketmq.common.protocol.heartbeat.HeartbeatData;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.common.protocol.heartbeat.SubscriptionData;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.remoting.RemotingClient;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/**
 * One turn over the wire at a broker of either kind: verifies everything that any turn before has written, and writes more. Arguments:
 * address, journal, turn, name of the broker's kind.
 */
public final class StoreWire {
    private final RemotingClient client = new NettyRemotingClient(new NettyClientConfig());
    private final String address;
    private final StoreJournal journal;
    private final String turn;
    private final String who;

    private StoreWire(String address, StoreJournal journal, String turn, String kind) {
        this.address = address;
        this.journal = journal;
        this.turn = turn;
        this.who = "turn " + turn + ", a broker of " + kind;
    }

    public static void main(String[] args) throws Exception {
        StoreWire wire = new StoreWire(args[0], new StoreJournal(args[1]), args[2], args[3]);
        wire.client.start();
        wire.journal.verify(wire.who, wire.new Source());
        wire.verifyTags();
        wire.verifySettings();
        check(wire.who + ": writing", wire::write);
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private void verifyTags() {
        check(who + ": messages of one tag", () -> {
            List<Long> expected = new ArrayList<>(), found = new ArrayList<>();
            for (StoreJournal.Line line : journal.lines) {
                if (line.topic.equals("Wire") && line.queue == 0 && "Tag1".equals(tag(line.bytes))) expected.add(line.physical);
            }
            long at = 0;
            RemotingCommand answer;
            while ((answer = pull("Wire", 0, at, "Tag1")).getCode() != 19 && answer.getCode() != 17) {
                require(answer.getCode() == 0 || answer.getCode() == 20 || at == 0, "pull by tag at " + at + ": " + answer);
                at = Long.parseLong(answer.getExtFields().get("nextBeginOffset"));
                if (answer.getCode() != 0) {
                    if (expected.isEmpty()) break;
                    continue;
                }
                for (byte[] record : StoreJournal.records(ByteBuffer.wrap(answer.getBody()))) {
                    equal("Tag1", tag(record), "tag before offset " + at);
                    found.add(MessageDecoder.decode(ByteBuffer.wrap(record), false, false).getCommitLogOffset());
                }
            }
            equal(expected, found, "messages");
        });
    }

    private static String tag(byte[] record) {
        return MessageDecoder.decode(ByteBuffer.wrap(record), false, false).getTags();
    }

    private RemotingCommand pull(String topic, int queue, long offset, String tags) throws Exception {
        return call(11, null, "consumerGroup", "TOOLS_CONSUMER", "topic", topic, "queueId", "" + queue, "queueOffset", "" + offset,
            "maxMsgNums", "32", "sysFlag", "4", "commitOffset", "0", "suspendTimeoutMillis", "0", "subscription", tags, "subVersion", "0",
            "expressionType", "TAG");
    }

    private void verifySettings() {
        check(who + ": " + journal.offsets.size() + " consumer offsets", () -> {
            for (Map.Entry<String, Long> offset : journal.offsets.entrySet()) {
                String[] part = offset.getKey().split(" ");
                RemotingCommand answer = ok(14, null, "consumerGroup", part[0], "topic", part[1], "queueId", part[2]);
                equal("" + offset.getValue(), answer.getExtFields().get("offset"), offset.getKey());
            }
        });
        check(who + ": " + journal.topics.size() + " topics", () -> {
            JSONObject table = JSON.parseObject(new String(ok(21, null).getBody())).getJSONObject("topicConfigTable");
            for (Map.Entry<String, Integer> topic : journal.topics.entrySet()) {
                require(table.containsKey(topic.getKey()), "no topic " + topic.getKey());
                equal(topic.getValue(), table.getJSONObject(topic.getKey()).getInteger("writeQueueNums"), topic.getKey());
            }
        });
        check(who + ": " + journal.groups.size() + " groups", () -> {
            JSONObject table = JSON.parseObject(new String(ok(201, null).getBody())).getJSONObject("subscriptionGroupTable");
            for (Map.Entry<String, Integer> group : journal.groups.entrySet()) {
                require(table.containsKey(group.getKey()), "no group " + group.getKey());
                equal(group.getValue(), table.getJSONObject(group.getKey()).getInteger("retryMaxTimes"), group.getKey());
            }
        });
    }

    private void write() throws Exception {
        int queues = 2 + Integer.parseInt(turn) % 3;
        topic("Made" + turn, queues);
        journal.note("t Made" + turn + " " + queues);
        for (String topic : List.of("Wire", "Kinds", "Delayed")) topic(topic, 2);
        SubscriptionGroupConfig group = new SubscriptionGroupConfig();
        group.setGroupName("Group" + turn);
        group.setRetryMaxTimes(20 + queues);
        ok(200, JSON.toJSONBytes(group));
        journal.note("g Group" + turn + " " + (20 + queues));
        for (int i = 0; i < 100; i++) {
            Message message = new Message("Wire", "Tag" + i % 3, "w" + turn + "-" + i, ("wire " + "z".repeat(i * 53 % 900)).getBytes());
            int sysFlag = 0;
            if (i % 9 == 5) {
                message.setBody(UtilAll.compress("z".repeat(9000).getBytes(), 5));
                sysFlag = 1;
            }
            message.putUserProperty("a", "" + i % 6);
            MessageClientIDSetter.setUniqID(message);
            send(310, message.getBody(), i % 2, sysFlag, MessageDecoder.messageProperties2String(message.getProperties()));
            if (i % 25 == 0) batch(i);
        }
        // An offset is kept for messages that are there, so that no broker corrects it.
        for (int queue = 0; queue < 2; queue++) {
            long offset = 10L + Integer.parseInt(turn);
            ok(15, null, "consumerGroup", "Group" + turn, "topic", "Wire", "queueId", "" + queue, "commitOffset", "" + offset);
            journal.note("o Group" + turn + " Wire " + queue + " " + offset);
        }
        filter();
        // Offsets are in their file after at most 5 seconds; a broker that is killed must have had them.
        String kept = System.getenv("KEPT");
        until("offsets in " + kept, () -> java.nio.file.Files.exists(java.nio.file.Path.of(kept))
            && java.nio.file.Files.readString(java.nio.file.Path.of(kept)).contains("Wire@Group" + turn));
    }

    private void topic(String name, int queues) throws Exception {
        ok(17, null, "topic", name, "defaultTopic", "TBW102", "readQueueNums", "" + queues, "writeQueueNums", "" + queues, "perm", "6",
            "topicFilterType", "SINGLE_TAG", "topicSysFlag", "0", "order", "false");
    }

    private void batch(int i) throws Exception {
        List<Message> inner = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            Message message = new Message("Wire", "Batch", "w" + turn + "-" + i + "-" + n, ("batch " + n + "b".repeat(n * 100)).getBytes());
            MessageClientIDSetter.setUniqID(message);
            inner.add(message);
        }
        send(320, MessageDecoder.encodeMessages(inner), 1, 0, "");
    }

    private void send(int code, byte[] body, int queue, int sysFlag, String properties) throws Exception {
        RemotingCommand answer = ok(code, body, "a", "producers", "b", "Wire", "c", "TBW102", "d", "4", "e", "" + queue, "f", "" + sysFlag,
            "g", "" + System.currentTimeMillis(), "h", "0", "i", properties, "j", "0", "k", "false", "m", "" + (code == 320));
        for (String id : answer.getExtFields().get("msgId").split(",")) {
            MessageId place = MessageDecoder.decodeMessageId(id);
            journal.message(new Source().at(place.getOffset(), 0));
        }
    }

    /** A consumer with an SQL filter: Apache keeps it in consumerFilter.json. */
    private void filter() throws Exception {
        SubscriptionData subscription = new SubscriptionData("Wire", "a between 0 and 3");
        subscription.setExpressionType(ExpressionType.SQL92);
        ConsumerData consumer = new ConsumerData();
        consumer.setGroupName("Group" + turn);
        consumer.setConsumeType(ConsumeType.CONSUME_PASSIVELY);
        consumer.setMessageModel(MessageModel.CLUSTERING);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setSubscriptionDataSet(new HashSet<>(Set.of(subscription)));
        HeartbeatData heartbeat = new HeartbeatData();
        heartbeat.setClientID("store-turn-" + turn);
        heartbeat.setConsumerDataSet(new HashSet<>(Set.of(consumer)));
        ok(34, heartbeat.encode());
    }

    private RemotingCommand ok(int code, byte[] body, String... fields) throws Exception {
        RemotingCommand answer = call(code, body, fields);
        equal(0, answer.getCode(), "answer to " + code + " (" + answer.getRemark() + ")");
        return answer;
    }

    private RemotingCommand call(int code, byte[] body, String... fields) throws Exception {
        RemotingCommand request = RemotingCommand.createRequestCommand(code, null);
        HashMap<String, String> table = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) table.put(fields[i], fields[i + 1]);
        request.setExtFields(table);
        request.setBody(body);
        return client.invokeSync(address, request, 15_000);
    }

    private final class Source implements StoreJournal.Source {
        @Override
        public byte[] at(long physical, int size) throws Exception {
            return ok(33, null, "offset", "" + physical).getBody();
        }

        @Override
        public List<byte[]> pull(String topic, int queue, long offset) throws Exception {
            RemotingCommand answer = StoreWire.this.pull(topic, queue, offset, "*");
            require(answer.getCode() == 0 || answer.getCode() == 19, "pull of " + topic + "-" + queue + " at " + offset + ": " + answer);
            return answer.getCode() == 0 ? StoreJournal.records(ByteBuffer.wrap(answer.getBody())) : List.of();
        }

        @Override
        public List<byte[]> byKey(String topic, String key) throws Exception {
            RemotingCommand answer = call(12, null, "topic", topic, "key", key, "maxNum", "32", "beginTimestamp", "0", "endTimestamp",
                "" + Long.MAX_VALUE);
            return answer.getCode() == 0 ? StoreJournal.records(ByteBuffer.wrap(answer.getBody())) : List.of();
        }
    }
}
