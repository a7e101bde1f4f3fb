/** Tests of the reports; the page is opened in a real browser. */
@NullMarked
package io.seckill.proof.report;

import org.jspecify.annotations.NullMarked;
