package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.window.Window;
import java.util.List;

/** Looks for one cause. A pure function: the same window always gives the same findings. */
interface Rule {
    List<Finding> find(Window window);
}
