package io.tunedzmq.sizing;

import java.util.List;

/** No setting carries a {@link Workload}. Immutable. */
public final class ImpossibleWorkloadException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Serializable, which a list need not be. */
    private final String[] obstacles;

    ImpossibleWorkloadException(List<String> obstacles) {
        super(String.join(System.lineSeparator(), obstacles));
        this.obstacles = obstacles.toArray(new String[0]);
    }

    /** What stands in the way, at least one: name, value, rule and cure of each. */
    public List<String> obstacles() {
        return List.of(obstacles);
    }
}
