/** What finds the causes: rules that are applied to a window. Pure: the same window, the same findings. */
@NullMarked
package io.tunedzmq.rules;

import org.jspecify.annotations.NullMarked;
