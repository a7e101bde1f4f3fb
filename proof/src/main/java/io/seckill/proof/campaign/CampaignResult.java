package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of one campaign.
 *
 * @param seed of its clients and faults
 * @param installation what was run, in a few words
 * @param operations calls that were made
 * @param lost those without an answer
 * @param faultKinds how many faults of each kind were begun
 * @param violations rules that were broken
 * @param remarks how much could be judged, in a few words each
 * @param recoveries what followed ends of faults; in their order
 * @param folder with the history, the evidence and the processes' logs
 */
public record CampaignResult(
        long seed,
        String installation,
        int operations,
        int lost,
        Map<String, Integer> faultKinds,
        List<Violation> violations,
        List<String> remarks,
        List<FullService.Recovery> recoveries,
        Path folder) {

    /** Faults that were begun. */
    public int faults() {
        return faultKinds.values().stream().mapToInt(count -> count).sum();
    }

    /** The times to full service after ends of faults, where it was reached before the next fault; in their order. */
    public List<Duration> timesToFullService() {
        return recoveries.stream()
                .filter(FullService.Recovery::reached)
                .map(FullService.Recovery::time)
                .toList();
    }
}
