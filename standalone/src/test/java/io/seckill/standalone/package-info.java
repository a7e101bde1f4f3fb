/** What the command line and the settings make of broker, gateway and backend. */
@NullMarked
package io.seckill.standalone;

import org.jspecify.annotations.NullMarked;
