/**
 * What happens in a context as events of the JDK's Flight Recorder. The JDK may be without it: nobody may touch a class
 * of this package who has not looked whether the module {@code jdk.jfr} is there. Not exported.
 */
@NullMarked
package io.tunedzmq.jfr;

import org.jspecify.annotations.NullMarked;
