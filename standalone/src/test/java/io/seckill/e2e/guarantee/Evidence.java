package io.seckill.e2e.guarantee;

import io.seckill.e2e.cluster.Journal;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.MetricsPage;
import java.util.List;

/**
 * What a scenario has left behind, taken when nothing moves any more.
 *
 * @param journal what buyers were told
 * @param ledger what is committed
 * @param gateways the metrics of each gateway that still runs
 */
public record Evidence(Journal journal, Ledger ledger, List<MetricsPage> gateways) {}
