package io.seckill.load.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.settings.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, for a small ledger: it must run, whatever it measures. */
@Tag("slow")
class FailoverIT {
    @Test
    void buyersAreServedAgainAfterEachDeath(@TempDir Path folder) {
        assertThat(Cli.run(new FailoverMain(), "--orders=1000", "--rounds=2", "--out=" + folder))
                .isZero();
    }
}
