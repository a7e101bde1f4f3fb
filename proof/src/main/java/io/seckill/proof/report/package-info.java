/**
 * What a campaign did and broke, for a person: {@link io.seckill.proof.report.HtmlReport} writes it as one page that
 * needs nothing else, {@link io.seckill.proof.report.TextReport} explains one violation on a terminal.
 */
@NullMarked
package io.seckill.proof.report;

import org.jspecify.annotations.NullMarked;
