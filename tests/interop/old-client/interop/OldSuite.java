package interop;

/** What every old client does, then what only this version does: {@code OwnWays} is compiled from the version's folder. */
public final class OldSuite {
    private interface Area {
        void run(OldEnv env) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        try (OldEnv env = new OldEnv()) {
            area("sending", OldSending::run, env);
            area("consuming", OldConsuming::run, env);
            area("pulling", OldPulling::run, env);
            area("own ways", OwnWays::run, env);
        }
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private static void area(String name, Area area, OldEnv env) {
        try {
            area.run(env);
        } catch (Throwable e) {
            // Preparation between the assertions failed: the rest of this area did not run.
            Check.check(name + ": the rest of the area", () -> { throw e; });
        }
    }
}
