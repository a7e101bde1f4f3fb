/**
 * What a campaign did and broke, for a person: {@link io.seckill.proof.report.HtmlReport} writes it as one page that
 * needs nothing else, {@link io.seckill.proof.report.TextReport} explains violations on a terminal. {@code Scenes} finds
 * what belongs to a violation, {@code Promises} what was promised. {@link io.seckill.proof.report.HtmlPage} makes pages.
 */
@NullMarked
package io.seckill.proof.report;

import org.jspecify.annotations.NullMarked;
