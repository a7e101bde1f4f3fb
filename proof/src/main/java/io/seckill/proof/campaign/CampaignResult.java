package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What came of one campaign.
 *
 * @param seed of its clients and faults
 * @param installation what was run, in a few words
 * @param operations calls that were made
 * @param lost those without an answer
 * @param faults that were begun
 * @param violations rules that were broken
 * @param remarks how much could be judged, in a few words each
 * @param timesToFullService after ends of faults, where it was reached before the next fault; in their order
 * @param folder with the history, the evidence and the processes' logs
 */
public record CampaignResult(
        long seed,
        String installation,
        int operations,
        int lost,
        int faults,
        List<Violation> violations,
        List<String> remarks,
        List<Duration> timesToFullService,
        Path folder) {}
