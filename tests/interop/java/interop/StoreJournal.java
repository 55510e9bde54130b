package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;

import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.sysflag.MessageSysFlag;

/**
 * What brokers of both kinds have acknowledged in one store directory, as text that every program of the suite reads. One line each:
 * "m PHYSICAL TOPIC QUEUE OFFSET KEY HEX" a record with all its bytes (offset -1: not in a queue; key "-": not in the index),
 * "i" the index may lack what stands above, "o GROUP TOPIC QUEUE OFFSET", "t TOPIC QUEUES", "g GROUP RETRIES".
 */
final class StoreJournal {
    static final class Line {
        long physical;
        String topic;
        int queue;
        long offset;
        String key;
        byte[] bytes;
        boolean indexed = true;
    }

    /** A store, read in whatever way. */
    interface Source {
        byte[] at(long physical, int size) throws Exception;

        /** Records of a queue from this offset on, at least one; none at the end. */
        List<byte[]> pull(String topic, int queue, long offset) throws Exception;

        List<byte[]> byKey(String topic, String key) throws Exception;
    }

    final Path path;
    final List<Line> lines = new ArrayList<>();
    final Map<String, Long> offsets = new TreeMap<>();
    final Map<String, Integer> topics = new TreeMap<>();
    final Map<String, Integer> groups = new TreeMap<>();

    StoreJournal(String path) throws Exception {
        this.path = Path.of(path);
        if (!Files.exists(this.path)) return;
        for (String text : Files.readAllLines(this.path)) {
            String[] part = text.split(" ");
            switch (part[0]) {
                case "i": lines.forEach(line -> line.indexed = false); break;
                case "o": offsets.put(part[1] + " " + part[2] + " " + part[3], Long.parseLong(part[4])); break;
                case "t": topics.put(part[1], Integer.parseInt(part[2])); break;
                case "g": groups.put(part[1], Integer.parseInt(part[2])); break;
                case "m": lines.add(line(part)); break;
                default: throw new IllegalStateException(text);
            }
        }
    }

    private static Line line(String[] part) {
        Line line = new Line();
        line.physical = Long.parseLong(part[1]);
        line.topic = part[2];
        line.queue = Integer.parseInt(part[3]);
        line.offset = Long.parseLong(part[4]);
        line.key = part[5];
        line.bytes = UtilAll.string2bytes(part[6]);
        return line;
    }

    void note(String text) throws Exception {
        try (Writer out = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(text + "\n");
        }
    }

    /** Notes a record that was acknowledged. */
    void message(byte[] bytes) throws Exception {
        MessageExt message = MessageDecoder.decode(ByteBuffer.wrap(bytes), true, false);
        int kind = MessageSysFlag.getTransactionValue(message.getSysFlag());
        boolean rolledBack = kind == MessageSysFlag.TRANSACTION_ROLLBACK_TYPE;
        boolean queued = !rolledBack && kind != MessageSysFlag.TRANSACTION_PREPARED_TYPE;
        note(String.join(" ", "m", "" + message.getCommitLogOffset(), message.getTopic(), "" + message.getQueueId(),
            "" + (queued ? message.getQueueOffset() : -1), rolledBack ? "-" : message.getKeys(), UtilAll.bytes2string(bytes)));
    }

    /** Every record noted so far is where it was, byte for byte, and is found in every way. */
    void verify(String who, Source source) {
        check(who + ": " + lines.size() + " records by their place", () -> {
            for (Line line : lines) same(line, source.at(line.physical, line.bytes.length), "at " + line.physical);
        });
        Map<String, TreeMap<Long, Line>> queues = new TreeMap<>();
        for (Line line : lines) {
            if (line.offset >= 0) queues.computeIfAbsent(line.topic + " " + line.queue, none -> new TreeMap<>()).put(line.offset, line);
        }
        check(who + ": " + queues.size() + " queues in order", () -> {
            for (TreeMap<Long, Line> queue : queues.values()) {
                Line first = queue.firstEntry().getValue();
                long at = 0, last = queue.lastKey();
                while (at <= last) {
                    List<byte[]> found = source.pull(first.topic, first.queue, at);
                    require(!found.isEmpty(), first.topic + "-" + first.queue + " ends at " + at + ", expected " + (last + 1));
                    for (byte[] bytes : found) {
                        Line line = queue.get(at);
                        // A delayed message is delivered by whichever broker runs when it is due: nobody noted it.
                        if (line != null) same(line, bytes, first.topic + "-" + first.queue + " at " + at);
                        at++;
                    }
                }
            }
        });
        long keyed = lines.stream().filter(line -> line.indexed && !line.key.equals("-")).count();
        check(who + ": " + keyed + " records by key", () -> {
            for (Line line : lines) {
                if (!line.indexed || line.key.equals("-")) continue;
                List<byte[]> found = source.byKey(line.topic, line.key);
                equal(1, found.size(), "records of " + line.topic + "#" + line.key + " (" + line.physical + ")");
                same(line, found.get(0), "key " + line.key);
            }
        });
    }

    private static void same(Line line, byte[] found, String where) {
        require(found != null, where + ": no record");
        require(java.util.Arrays.equals(line.bytes, found), where + ": " + UtilAll.bytes2string(found) + " instead of "
            + UtilAll.bytes2string(line.bytes));
    }

    /** Splits records that stand one behind the other. */
    static List<byte[]> records(ByteBuffer all) {
        List<byte[]> records = new ArrayList<>();
        while (all.remaining() > 0) {
            byte[] one = new byte[all.getInt(all.position())];
            all.get(one);
            records.add(one);
        }
        return records;
    }
}
