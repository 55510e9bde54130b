package interop;

import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the areas named on the command line, or all. A new area is one class and one row here. */
public final class Suite {
    interface Area {
        void run(Env env) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Area> areas = new LinkedHashMap<>();
        areas.put("sending", Sending::run);
        areas.put("consuming", Consuming::run);
        areas.put("pulling", Pulling::run);
        areas.put("filtering", Filtering::run);
        areas.put("querying", Querying::run);
        areas.put("administration", Administration::run);
        areas.put("refusals", Refusals::run);
        areas.put("delaying", Delaying::run);
        areas.put("retrying", Retrying::run);
        areas.put("transactions", Transactions::run);
        areas.put("relaying", Relaying::run);
        areas.put("mqadmin", MqAdmin::run);
        areas.put("access", AccessControl::run);
        areas.put("parity", Parity::run);
        areas.put("parity-acl", Parity::runWithAccounts);
        try (Env env = new Env()) {
            for (String area : args) {
                try {
                    areas.get(area).run(env);
                } catch (Throwable e) {
                    // Preparation between the assertions failed: the rest of this area did not run.
                    Check.check(area + ": the rest of the area", () -> { throw e; });
                }
            }
        }
        // The 4.9.7 client leaves a few threads that are not daemons.
        System.exit(Check.failed == 0 ? 0 : 1);
    }
}
