package io.seckill.proof.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.proof.campaign.FullService;
import io.seckill.proof.check.rules.Checker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutantsTest {
    static List<Mutant> all() {
        return Mutants.ALL;
    }

    static Stream<Mutant> ofTheLedger() {
        return Mutants.ALL.stream().filter(mutant -> mutant.plant().type().startsWith("io.seckill.backend.decide."));
    }

    @ParameterizedTest
    @MethodSource("all")
    void findsItsMethodAndLeavesAClassThatVerifies(Mutant mutant) throws Exception {
        try (ProductClasses product = new ProductClasses(mutant)) {
            String type = mutant.plant().type();
            assertThat(Class.forName(type, true, product).getClassLoader()).isSameAs(product);
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheLedger")
    void isFoundByItsRuleInASale(Mutant mutant) throws Exception {
        assertThat(ScriptedSale.brokenRules(mutant))
                .containsAnyOf(mutant.plant().foundBy());
    }

    @Test
    void theSaleWithoutAMutantIsClean() throws Exception {
        assertThat(ScriptedSale.brokenRules(null)).isEmpty();
    }

    @Test
    void namesDifferAndEachSaysWhatItBreaks() {
        assertThat(Mutants.ALL).extracting(Mutant::name).doesNotHaveDuplicates();
        assertThat(Mutants.ALL).extracting(Mutant::breaks).allMatch(breaks -> breaks.endsWith("."));
    }

    @Test
    void eachNamesRulesThatThereAre() {
        List<String> rules = new ArrayList<>(Checker.rules());
        rules.add(FullService.RULE);

        assertThat(Mutants.ALL)
                .allSatisfy(mutant -> assertThat(mutant.plant().foundBy())
                        .as(mutant.name())
                        .isNotEmpty()
                        .isSubsetOf(rules));
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> Mutants.named("none")).hasMessageContaining("stale-stock");
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void isRefusedWhereTheProductHasChanged(Class<?> change) {
        assertThatThrownBy(() -> Mutant.of(change).planted(ProductClasses.locator()))
                .hasMessageContaining("would be harmless");
    }

    static Stream<Class<?>> renamed() {
        return Stream.of(NoClass.class, NoMethod.class, NoCall.class);
    }

    @Plant(
            name = "no-class",
            breaks = "Nothing.",
            type = "io.seckill.backend.Gone",
            method = "sell",
            foundBy = {})
    static final class NoClass extends Nothing {}

    @Plant(
            name = "no-method",
            breaks = "Nothing.",
            type = "io.seckill.backend.decide.ItemLedger",
            method = "gone",
            foundBy = {})
    static final class NoMethod extends Nothing {}

    @Plant(
            name = "no-call",
            breaks = "Nothing.",
            type = "io.seckill.backend.decide.PurchaseRules",
            method = "sell",
            foundBy = {},
            insteadOf = "gone")
    static final class NoCall {
        /** In place of a call that is not there. */
        public static long gone(Object item) {
            return 0;
        }
    }

    static class Nothing {
        /** Advice that does nothing. */
        @Advice.OnMethodEnter
        public static void enter() {}
    }
}
