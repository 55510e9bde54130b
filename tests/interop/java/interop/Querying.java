package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Messages found by key, by unique key and by offset id. The index follows the log: the first look-up waits for it. */
final class Querying {
    static void run(Env env) throws Exception {
        String topic = env.topic("querying", 2);
        List<SendResult> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(env.producer.send(new Message(topic, "T", "order" + i + (i < 3 ? " common" : ""), Env.bytes("body " + i))));
        }
        long from = System.currentTimeMillis() - 600_000;
        long to = System.currentTimeMillis() + 600_000;

        check("query by key", () -> {
            until("the key in the index", () -> found(env, topic, "order19", from, to).size() == 1);
            for (int i = 0; i < 20; i++) {
                List<MessageExt> found = found(env, topic, "order" + i, from, to);
                equal(1, found.size(), "messages with key order" + i);
                equal("body " + i, Env.text(found.get(0)), "body");
                equal(sent.get(i).getMsgId(), found.get(0).getMsgId(), "message id");
            }
        });
        check("query by a key of several messages", () -> equal(
            new TreeSet<>(List.of("body 0", "body 1", "body 2")),
            found(env, topic, "common", from, to).stream().map(Env::text).collect(Collectors.toCollection(TreeSet::new)), "bodies"));
        check("query by key: no more than asked for", () ->
            equal(2, env.admin.queryMessage(topic, "common", 2, from, to).getMessageList().size(), "messages"));
        check("query by key: another time, another topic, another key: nothing", () -> {
            equal(0, found(env, topic, "order5", from - 7_200_000, from - 3_600_000).size(), "messages of an earlier time");
            equal(0, found(env, topic, "order99", from, to).size(), "messages with an unknown key");
        });
        check("query by unique key", () -> {
            for (SendResult r : sent) {
                List<MessageExt> found = env.admin.queryMessageByUniqKey(topic, r.getMsgId(), 32, from, to).getMessageList();
                equal(1, found.size(), "messages");
                equal(r.getQueueOffset(), found.get(0).getQueueOffset(), "queue offset");
            }
        });
        check("query of a batch: by unique key and by key", () -> {
            List<Message> batch = List.of(new Message(topic, "T", "first", Env.bytes("b0")), new Message(topic, "T", "second", Env.bytes("b1")));
            String[] ids = env.producer.send(batch).getMsgId().split(",");
            until("the batch in the index", () -> found(env, topic, "second", from, to).size() == 1);
            equal("b1", Env.text(env.admin.viewMessage(topic, ids[1])), "body by unique key");
            equal(ids[0], found(env, topic, "first", from, to).get(0).getMsgId(), "id by key");
        });
        check("view by offset id", () -> {
            for (int i = 0; i < 20; i++) equal("body " + i, Env.text(env.admin.viewMessage(sent.get(i).getOffsetMsgId())), "body");
        });
        check("view by topic and either id", () -> {
            equal("body 3", Env.text(env.admin.viewMessage(topic, sent.get(3).getOffsetMsgId())), "by offset id");
            equal("body 4", Env.text(env.admin.viewMessage(topic, sent.get(4).getMsgId())), "by unique key");
        });
        check("view past the end of the log: code 1", () -> {
            String id = sent.get(0).getOffsetMsgId().substring(0, 16) + "00000F0000000000";
            refused(1, () -> env.admin.viewMessage(id));
        });
    }

    static List<MessageExt> found(Env env, String topic, String key, long from, long to) throws Exception {
        try {
            return env.admin.queryMessage(topic, key, 32, from, to).getMessageList();
        } catch (MQClientException none) {
            // The client's own code for "no message" (208).
            equal(208, none.getResponseCode(), "response code (" + none.getErrorMessage() + ")");
            return List.of();
        }
    }
}
