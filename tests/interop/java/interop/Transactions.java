package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import interop.Env.Received;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** Transactions. The broker checks every 2 s what is older than 1 s, as in `run`. */
final class Transactions {
    static final String HALF = "RMQ_SYS_TRANS_HALF_TOPIC";
    static final LocalTransactionState COMMIT = LocalTransactionState.COMMIT_MESSAGE;
    static final LocalTransactionState ROLLBACK = LocalTransactionState.ROLLBACK_MESSAGE;
    static final LocalTransactionState UNKNOWN = LocalTransactionState.UNKNOW;

    /** Decides by the body: "commit", "rollback", or what a check shall find. */
    static TransactionMQProducer producer(Env env, String group, List<MessageExt> checked, Function<MessageExt, LocalTransactionState> onCheck)
        throws Exception {
        TransactionMQProducer p = new TransactionMQProducer(group);
        p.setNamesrvAddr(env.namesrv);
        p.setInstanceName(Env.instance());
        p.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object arg) {
                return (LocalTransactionState) arg;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                checked.add(message);
                return onCheck.apply(message);
            }
        });
        p.start();
        return p;
    }

    static void run(Env env) throws Exception {
        String topic = env.topic("transactions", 2);
        String group = env.name("tx");
        List<MessageExt> checked = Collections.synchronizedList(new ArrayList<>());
        TransactionMQProducer p = producer(env, group, checked, m -> {
            String text = Env.text(m);
            if (text.equals("commit at the second check")) return times(checked, text) < 2 ? UNKNOWN : COMMIT;
            return text.startsWith("commit") ? COMMIT : text.startsWith("rollback") ? ROLLBACK : UNKNOWN;
        });
        try (Received r = env.consumer(env.name("txc"), topic, "TagT")) {
            TransactionSendResult[] sent = new TransactionSendResult[1];
            check("transaction: a half message is not seen, its answer names the real queue", () -> {
                sent[0] = p.sendMessageInTransaction(message(topic, "commit"), COMMIT);
                equal(SendStatus.SEND_OK, sent[0].getSendStatus(), "status");
                equal(topic, sent[0].getMessageQueue().getTopic(), "topic");
                MessageExt half = half(env, sent[0]);
                equal(HALF, half.getTopic(), "topic of the half message");
                equal(0, half.getQueueId(), "queue of the half message");
                equal(topic, half.getProperty("REAL_TOPIC"), "REAL_TOPIC");
                equal("" + sent[0].getMessageQueue().getQueueId(), half.getProperty("REAL_QID"), "REAL_QID");
                equal(half.getQueueOffset(), sent[0].getQueueOffset(), "offset");
                equal(0, half.getSysFlag() & 0xc, "transaction bits");
                equal("true", half.getProperty("TRAN_MSG"), "TRAN_MSG");
                equal(group, half.getProperty("PGROUP"), "PGROUP");
            });
            check("transaction: a committed message arrives, with its ids, flags and the place of its half", () -> {
                MessageExt m = r.await(1).get(0);
                equal("commit", Env.text(m), "body");
                equal(sent[0].getMsgId(), m.getMsgId(), "unique id");
                equal(sent[0].getMessageQueue().getQueueId(), m.getQueueId(), "queue");
                equal(8, m.getSysFlag() & 0xc, "transaction bits");
                equal("k-commit", m.getKeys(), "keys");
                equal("true", m.getProperty("TRAN_MSG"), "TRAN_MSG");
                equal(topic, m.getProperty("REAL_TOPIC"), "REAL_TOPIC");
                equal(half(env, sent[0]).getCommitLogOffset(), m.getPreparedTransactionOffset(), "place of the half message");
            });
            check("transaction: a message rolled back never arrives, one committed after it does", () -> {
                p.sendMessageInTransaction(message(topic, "rollback"), ROLLBACK);
                p.sendMessageInTransaction(message(topic, "commit too"), COMMIT);
                equal("commit too", Env.text(r.await(2).get(1)), "body");
                Thread.sleep(500);
                equal(2, r.messages.size(), "messages");
            });
            check("transaction: the producer is asked about what it left open, and can commit it", () -> {
                TransactionSendResult open = p.sendMessageInTransaction(message(topic, "commit at a check"), UNKNOWN);
                MessageExt m = r.await(3).get(2);
                equal("commit at a check", Env.text(m), "body");
                equal(open.getMsgId(), m.getMsgId(), "unique id");
                equal(open.getMessageQueue().getQueueId(), m.getQueueId(), "queue");
                MessageExt asked = first(checked, "commit at a check");
                equal(topic, asked.getTopic(), "topic asked about");
                equal("1", asked.getProperty("TRANSACTION_CHECK_TIMES"), "TRANSACTION_CHECK_TIMES");
                equal(open.getMsgId(), asked.getTransactionId(), "transaction id");
                require(asked.getQueueOffset() > open.getQueueOffset(), "the check is about a copy behind the first half message");
            });
            check("transaction: ... or roll it back, or leave it open until the next check", () -> {
                p.sendMessageInTransaction(message(topic, "rollback at a check"), UNKNOWN);
                p.sendMessageInTransaction(message(topic, "commit at the second check"), UNKNOWN);
                equal("commit at the second check", Env.text(r.await(4).get(3)), "body");
                equal(2L, times(checked, "commit at the second check"), "checks");
                until("a check of the one to roll back", () -> times(checked, "rollback at a check") == 1);
                Thread.sleep(4_500);
                equal(1L, times(checked, "rollback at a check"), "checks");
                equal(4, r.messages.size(), "messages");
            });
            check("transaction: no check before CHECK_IMMUNITY_TIME_IN_SECONDS", () -> {
                Message m = message(topic, "commit after immunity");
                m.putUserProperty("CHECK_IMMUNITY_TIME_IN_SECONDS", "5");
                p.sendMessageInTransaction(m, UNKNOWN);
                MessageExt came = r.await(5).get(4);
                long late = came.getStoreTimestamp() - came.getBornTimestamp();
                require(late >= 5_000 && late < 30_000, "committed " + late + " ms after it was made");
                equal(1L, times(checked, "commit after immunity"), "checks");
            });
            check("transaction: ends that fit no half message: code 1", () -> {
                TransactionSendResult open = p.sendMessageInTransaction(message(topic, "rollback later"), UNKNOWN);
                MessageExt half = half(env, open);
                equal("The producer group wrong", end(env, half, 8, Map.of("producerGroup", "strangers")), "remark");
                equal("The transaction state table offset wrong", end(env, half, 8, Map.of("producerGroup", group, "tranStateTableOffset", "777777")), "remark");
                equal("Find prepared transaction message failed",
                    end(env, half, 8, Map.of("producerGroup", group, "commitLogOffset", "999999999999")), "remark");
                RemotingCommand done = answer(env, half, 12, Map.of("producerGroup", group));
                equal(0, done.getCode(), "code of a rollback");
                Thread.sleep(300);
                equal(5, r.messages.size(), "messages");
            });
        }
        p.shutdown();
        check("transaction: another producer of the group is asked when the first one is gone", () -> {
            String group2 = env.name("tx2");
            List<MessageExt> none = Collections.synchronizedList(new ArrayList<>());
            List<MessageExt> asked = Collections.synchronizedList(new ArrayList<>());
            TransactionMQProducer gone = producer(env, group2, none, m -> UNKNOWN);
            TransactionSendResult open = gone.sendMessageInTransaction(message(topic, "orphan"), UNKNOWN);
            gone.shutdown();
            TransactionMQProducer heir = producer(env, group2, asked, m -> COMMIT);
            try (Received r = env.consumer(env.name("heirs"), topic, "*")) {
                until("the orphan", () -> r.messages.stream().anyMatch(m -> m.getMsgId().equals(open.getMsgId())));
                equal(1, asked.size(), "checks");
            }
            heir.shutdown();
        });
    }

    /** The half message of a send: the answer says where it is in its queue, which is filled a moment later. */
    static MessageExt half(Env env, TransactionSendResult sent) throws Exception {
        until("the half message in its queue", () -> {
            RemotingCommand end = env.raw(env.address, 30, Map.of("topic", HALF, "queueId", "0"));
            return Long.parseLong(end.getExtFields().get("offset")) > sent.getQueueOffset();
        });
        return Retrying.pull(env, HALF, sent.getQueueOffset());
    }

    static long times(List<MessageExt> checked, String text) {
        synchronized (checked) {
            return checked.stream().filter(m -> Env.text(m).equals(text)).count();
        }
    }

    static MessageExt first(List<MessageExt> checked, String text) {
        synchronized (checked) {
            return checked.stream().filter(m -> Env.text(m).equals(text)).findFirst().get();
        }
    }

    static RemotingCommand answer(Env env, MessageExt half, int decision, Map<String, String> more) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("tranStateTableOffset", "" + half.getQueueOffset(), "commitLogOffset",
            "" + half.getCommitLogOffset(), "commitOrRollback", "" + decision, "fromTransactionCheck", "false", "msgId", half.getMsgId()));
        fields.putAll(more);
        return env.raw(env.address, 37, fields);
    }

    static String end(Env env, MessageExt half, int decision, Map<String, String> more) throws Exception {
        RemotingCommand answer = answer(env, half, decision, more);
        equal(1, answer.getCode(), "code");
        return answer.getRemark();
    }

    static Message message(String topic, String body) {
        return new Message(topic, "TagT", "k-" + body.replace(' ', '-'), Env.bytes(body));
    }
}
