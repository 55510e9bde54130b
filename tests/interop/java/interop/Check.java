package interop;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;

/** Assertions by name: every {@link #check} prints one "ok" or "not ok" line. */
final class Check {
    interface Body {
        void run() throws Throwable;
    }

    /** No assertion about speed: longer than any timer of a client's (the longest is 30 s), on a machine that does other things too. */
    private static final int PATIENCE_MILLIS = 90_000;

    static int failed;

    static void check(String name, Body body) {
        try {
            body.run();
            System.out.println("ok " + name);
        } catch (Throwable e) {
            failed++;
            System.out.println("not ok " + name + ": " + oneLine(e));
        }
    }

    static void require(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }

    static void equal(Object expected, Object found, String what) {
        require(Objects.equals(expected, found), what + ": expected " + expected + ", found " + found);
    }

    /** Waits until the condition holds; it is asked every 20 ms. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(() -> what, condition);
    }

    /** The same, with words that say how far it came. */
    static void until(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!condition.call()) {
            require(System.currentTimeMillis() < end, "not within " + PATIENCE_MILLIS + " ms: " + what.get());
            Thread.sleep(20);
        }
    }

    /** The call has to be refused with this response code. */
    static String refused(int code, Body body) throws Throwable {
        try {
            body.run();
        } catch (MQBrokerException e) {
            equal(code, e.getResponseCode(), "response code (" + e.getErrorMessage() + ")");
            return e.getErrorMessage();
        } catch (MQClientException e) {
            equal(code, e.getResponseCode(), "response code (" + e.getErrorMessage() + ")");
            return e.getErrorMessage();
        }
        throw new AssertionError("accepted, but code " + code + " was expected");
    }

    private static String oneLine(Throwable e) {
        StackTraceElement[] at = e.getStackTrace();
        String where = "";
        for (StackTraceElement line : at) {
            if (line.getClassName().startsWith("interop.") && !line.getClassName().endsWith("Check")) {
                where = " (" + line.getFileName() + ":" + line.getLineNumber() + ")";
                break;
            }
        }
        return String.valueOf(e instanceof AssertionError ? e.getMessage() : e).replaceAll("\\s+", " ") + where;
    }
}
