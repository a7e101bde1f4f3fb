/**
 * Writes what a run found out: {@link io.seckill.load.report.MarkdownReport} for people,
 * {@link io.seckill.load.report.RawCsv} for programs, {@link io.seckill.load.report.Plots} for the eye;
 * {@link io.seckill.load.report.Machine} says where it was.
 */
@NullMarked
package io.seckill.load.report;

import org.jspecify.annotations.NullMarked;
