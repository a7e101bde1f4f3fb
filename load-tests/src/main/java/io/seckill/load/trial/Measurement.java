package io.seckill.load.trial;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Cost;
import java.util.List;

/**
 * One contender under one load, once.
 *
 * @param round from 0
 * @param trial the load's {@link Trial#label}
 * @param offered requests a second that were meant to be sent; 0 in a closed loop
 * @param doubts why the figures are not to be trusted; empty where nothing speaks against them
 */
public record Measurement(
        int round,
        Contender contender,
        String trial,
        double offered,
        LoadResult result,
        Cost cost,
        List<String> doubts) {}
