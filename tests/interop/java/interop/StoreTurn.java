package interop;

import static interop.Check.require;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExtBatch;
import org.apache.rocketmq.store.DefaultMessageStore;
import org.apache.rocketmq.store.GetMessageResult;
import org.apache.rocketmq.store.MessageExtBrokerInner;
import org.apache.rocketmq.store.PutMessageResult;
import org.apache.rocketmq.store.PutMessageStatus;
import org.apache.rocketmq.store.QueryMessageResult;
import org.apache.rocketmq.store.SelectMappedBufferResult;
import org.apache.rocketmq.store.config.MessageStoreConfig;
import org.apache.rocketmq.store.stats.BrokerStatsManager;

/**
 * One turn of Apache's own store at a directory, without a broker around it, for what a broker does not let through: verifies, writes every
 * kind of record, and ends. Arguments: configuration, journal, turn, "clean" or "kill".
 */
public final class StoreTurn {
    static final InetSocketAddress V4 = new InetSocketAddress("127.0.0.1", 10911);
    static final InetSocketAddress V6 = new InetSocketAddress("2001:db8::17", 10911);

    public static void main(String[] args) throws Exception {
        Properties file = new Properties();
        file.load(Files.newInputStream(Path.of(args[0])));
        MessageStoreConfig config = new MessageStoreConfig();
        MixAll.properties2Object(file, config);
        config.setHaListenPort(0);
        DefaultMessageStore store = new DefaultMessageStore(config, new BrokerStatsManager("c", false), (t, q, o, g, s, b, p) -> { },
            new BrokerConfig());
        require(store.load(), "Apache's store does not load the directory");
        store.start();
        StoreJournal journal = new StoreJournal(args[1]);
        journal.verify("turn " + args[2] + ", Apache's store", new Source(store));
        write(store, journal, args[2]);
        System.out.flush();
        if (args[3].equals("kill")) Runtime.getRuntime().halt(Check.failed == 0 ? 0 : 1);
        store.shutdown();
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private static void write(DefaultMessageStore store, StoreJournal journal, String turn) throws Exception {
        for (int i = 0; i < 120; i++) {
            MessageExtBrokerInner message = new MessageExtBrokerInner();
            fill(message, "Kinds", turn + "-" + i, i);
            PutMessageResult result = store.putMessage(message);
            require(result.getPutMessageStatus() == PutMessageStatus.PUT_OK, "put: " + result);
            note(store, journal, result);
            if (i % 40 == 0) note(store, journal, store.putMessages(batch(turn + "-" + i)));
        }
    }

    private static void fill(MessageExtBrokerInner message, String topic, String id, int i) {
        byte[] body = ("java " + id + " " + "x".repeat(i * 37 % 700)).getBytes();
        message.setTopic(topic);
        message.setQueueId(i % 2);
        message.setFlag(i);
        message.setTags("Tag" + i % 3);
        message.setKeys("k" + id);
        message.setBornTimestamp(System.currentTimeMillis());
        message.setBornHost(V4);
        message.setStoreHost(V4);
        message.setReconsumeTimes(i % 4);
        switch (i % 8) {
            case 1: message.setBornHost(V6); break;
            case 2: message.setStoreHost(V6); message.setBornHost(V6); break;
            case 3: body = compressed(id); message.setSysFlag(1); break;
            case 4: message.setSysFlag(4); break;
            case 5: message.setSysFlag(8); message.setPreparedTransactionOffset(4711); break;
            case 6: message.setSysFlag(12); message.setStoreHost(V6); break;
            case 7: message.setTopic("Delayed"); message.setDelayTimeLevel(i == 7 ? 1 : 18); break;
            default: break;
        }
        MessageClientIDSetter.setUniqID(message);
        message.setBody(body);
        message.setPropertiesString(MessageDecoder.messageProperties2String(message.getProperties()));
    }

    private static byte[] compressed(String id) {
        try {
            return UtilAll.compress(("compressed " + id + "y".repeat(5000)).getBytes(), 5);
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageExtBatch batch(String id) {
        List<Message> inner = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Message message = new Message("Kinds", "Batch", "b" + id + "-" + i, ("inner " + i).getBytes());
            MessageClientIDSetter.setUniqID(message);
            inner.add(message);
        }
        MessageExtBatch batch = new MessageExtBatch();
        batch.setTopic("Kinds");
        batch.setQueueId(1);
        batch.setBornTimestamp(System.currentTimeMillis());
        batch.setBornHost(V4);
        batch.setStoreHost(V6);
        batch.setBody(MessageDecoder.encodeMessages(inner));
        MessageAccessor.putProperty(batch, MessageConst.PROPERTY_CLUSTER, "c");
        return batch;
    }

    /** The bytes as they stand in the log right after they were acknowledged. */
    private static void note(DefaultMessageStore store, StoreJournal journal, PutMessageResult result) throws Exception {
        long at = result.getAppendMessageResult().getWroteOffset();
        int size = result.getAppendMessageResult().getWroteBytes();
        SelectMappedBufferResult found = store.getCommitLog().getData(at);
        ByteBuffer bytes = found.getByteBuffer();
        bytes.limit(size);
        for (byte[] record : StoreJournal.records(bytes)) journal.message(record);
        found.release();
    }

    private static final class Source implements StoreJournal.Source {
        private final DefaultMessageStore store;

        Source(DefaultMessageStore store) {
            this.store = store;
        }

        @Override
        public byte[] at(long physical, int size) {
            return bytes(store.selectOneMessageByOffset(physical));
        }

        @Override
        public List<byte[]> pull(String topic, int queue, long offset) {
            GetMessageResult result = store.getMessage("g", topic, queue, offset, 32, null);
            List<byte[]> records = new ArrayList<>();
            for (SelectMappedBufferResult one : result.getMessageMapedList()) records.add(bytes(one));
            return records;
        }

        @Override
        public List<byte[]> byKey(String topic, String key) {
            QueryMessageResult result = store.queryMessage(topic, key, 32, 0, Long.MAX_VALUE);
            List<byte[]> records = new ArrayList<>();
            for (ByteBuffer one : result.getMessageBufferList()) records.addAll(StoreJournal.records(one));
            result.release();
            return records;
        }

        private static byte[] bytes(SelectMappedBufferResult found) {
            if (found == null) return null;
            byte[] bytes = new byte[found.getSize()];
            found.getByteBuffer().get(bytes);
            found.release();
            return bytes;
        }
    }
}
