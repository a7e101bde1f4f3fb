package io.seckill.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.access.AccessList.Entry;
import io.seckill.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encrypted, with users who show who they are by SCRAM, everything works with the rights that the documentation lists; and
 * none of them is listed in vain.
 */
class KafkaAccessIT {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void allWorksOnTheLedgerAndEachRightIsAskedFor() throws Exception {
        List<Entry> list = AccessList.of("ledger");
        try (GuardedInstallation installation = allowing(list)) {
            new WholePath(installation, postgres).onTheLedger();

            awaitAllNeeded(list, any -> true);
        }
    }

    @Test
    void allWorksOnPostgresAndEachRightIsAskedFor() throws Exception {
        List<Entry> list = AccessList.of("postgres");
        try (GuardedInstallation installation = allowing(list)) {
            new WholePath(installation, postgres).onPostgres();

            awaitAllNeeded(list, entry -> entry.user().equals("backend"));
        }
    }

    private GuardedInstallation allowing(List<Entry> list) throws Exception {
        GuardedInstallation installation = new GuardedInstallation(folder, postgres);
        RecordingAuthorizer.forget();
        installation.allow(list.stream().map(Entry::binding).toList());
        return installation;
    }

    /** A backend looks for what others left open four times a minute. */
    private static void awaitAllNeeded(List<Entry> list, Predicate<Entry> which) {
        assertThat(RecordingAuthorizer.wouldDo(bindings(list, any -> true))).isTrue();
        await("all rights to be asked for")
                .untilAsserted(() -> assertThat(list.stream().filter(which).filter(entry -> isInVain(entry, list)))
                        .isEmpty());
    }

    private static boolean isInVain(Entry entry, List<Entry> list) {
        return RecordingAuthorizer.wouldDo(bindings(list, other -> !other.equals(entry)));
    }

    private static List<AclBinding> bindings(List<Entry> list, Predicate<Entry> which) {
        return list.stream().filter(which).map(Entry::binding).toList();
    }
}
