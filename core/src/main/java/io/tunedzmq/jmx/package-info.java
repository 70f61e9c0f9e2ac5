/**
 * What a context shows in JMX, with {@code jmx(true)} on its builder: interfaces for those who read it by
 * program. {@code core/docs/metrics.md} explains each attribute.
 */
@NullMarked
package io.tunedzmq.jmx;

import org.jspecify.annotations.NullMarked;
