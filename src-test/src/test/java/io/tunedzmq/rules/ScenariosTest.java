package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cause for real, and loads that are fine. */
@Tag("alone")
@Timeout(180)
class ScenariosTest {
    /**
     * A diagnosis is right 19 times of 20, on a busy machine; so once in a few builds one of them all is not. Where
     * other programs take the CPUs, it is also right to say so.
     */
    private static final int TRIES = 3;

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void shouldFindTheRightCauseFirst(Scenario scenario) throws Exception {
        List<Diagnosis> wrong = new ArrayList<>();
        boolean right = false;
        while (!right && wrong.size() < TRIES) {
            LoadBeside beside = new LoadBeside();
            Diagnosis diagnosis = scenario.run().diagnose();
            right = scenario.isRight(diagnosis) || (saysThatOthersTakeTheCpus(diagnosis) && beside.tookMuch());
            if (!right) {
                wrong.add(diagnosis);
            }
        }

        assertThat(right)
                .as("%s: expected %s first, and %s, found %s", scenario, scenario.expected(), scenario.besides(), wrong)
                .isTrue();
    }

    private static boolean saysThatOthersTakeTheCpus(Diagnosis diagnosis) {
        return diagnosis.findings().stream().findFirst().stream()
                .anyMatch(first -> first.symptom() == Symptom.CPU_CONTENDED);
    }
}
