package io.seckill.proof.check;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Kept;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A campaign that real processes have run, with faults. It was kept by {@code proof/run --seeds 28 --seconds 14 --buyers
 * 40 --store ledger --brokers 1 --keep-all}, and its files were packed by {@code gzip -9n}. Later builds draw other
 * faults of that seed.
 */
public record RecordedCampaign(History history, Evidence evidence) {

    /** Unpacks it to {@code folder}, and reads it. */
    public static RecordedCampaign load(Path folder) throws IOException {
        for (String file : List.of("history.jsonl", "topics.jsonl")) {
            try (InputStream packed =
                    Objects.requireNonNull(RecordedCampaign.class.getResourceAsStream("/campaign/" + file + ".gz"))) {
                Files.copy(new GZIPInputStream(packed), folder.resolve(file));
            }
        }
        return new RecordedCampaign(History.read(folder.resolve("history.jsonl")), Evidence.of(Kept.load(folder)));
    }

    /** The history, but that a client was told something else by {@code answered}. */
    public History telling(Line.Answered answered, int status, String body) {
        Line.Answered lie = new Line.Answered(answered.at(), answered.operation(), status, body, answered.request());
        return new History(history.lines().stream()
                .map(line -> line == answered ? lie : line)
                .toList());
    }
}
