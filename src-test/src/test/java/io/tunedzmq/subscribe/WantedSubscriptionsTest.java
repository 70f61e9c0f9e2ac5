package io.tunedzmq.subscribe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.SubscriptionForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedSubscriptionsTest {
    private final WantedSubscriptions wanted =
            new WantedSubscriptions(7, UpstreamWordsTest.settings(Set.of("prices"), Set.of("", "o")), 1);

    private List<String> all() {
        return wanted.stream().map(each -> new String(each, ISO_8859_1)).toList();
    }

    @Test
    void shouldChangeOneAndLeaveTheOthers() {
        List<String> before = all();

        byte[] next = wanted.change(1);

        assertThat(next).asString(ISO_8859_1).isEqualTo("prices\0T");
        List<String> expected = new ArrayList<>(before);
        expected.set(1, "prices\0T");
        assertThat(all()).isEqualTo(expected);
    }

    @Test
    void shouldComeBackToTheFirstForm() {
        List<String> before = all();

        for (int i = 0; i < wanted.size(); i++) {
            for (int form = 0; form < SubscriptionForms.COUNT; form++) {
                wanted.change(i);
            }
        }

        assertThat(all()).isEqualTo(before);
    }

    /** Nothing is as good as everything, or as a prefix of one byte; and nobody else has the same proofs. */
    @Test
    void shouldKeepWhatHasNoOtherForm() {
        List<String> before = all();

        assertThat(wanted.change(0)).isNull();
        assertThat(wanted.change(2)).isNull();
        assertThat(wanted.change(wanted.size() - 1)).isNull();

        assertThat(before).startsWith("", "prices\0", "o");
        assertThat(all()).isEqualTo(before);
    }
}
