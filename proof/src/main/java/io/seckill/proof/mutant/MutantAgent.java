package io.seckill.proof.mutant;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.jspecify.annotations.Nullable;

/**
 * Plants faults in a process of the product: {@code -javaagent:seckill-mutants.jar=NAME}, or more names with {@code +}
 * between them. A process that does not have the method any more does not start, so that no rename can make a mutant
 * harmless in silence.
 */
public final class MutantAgent {
    /** With this begins what a process writes when it loads a class that is changed. */
    static final String PLANTED = "planted is the mutant ";

    private static final List<String> PROCESSES =
            List.of("io.seckill.gateway.GatewayMain", "io.seckill.backend.BackendMain");

    private MutantAgent() {}

    /** Called by Java before {@code main}; what it throws ends the process. */
    public static void premain(@Nullable String names, Instrumentation java) {
        Set<String> types = new HashSet<>();
        for (String name : (names == null ? "" : names).split("\\+", -1)) {
            Mutant mutant = Mutants.named(name);
            if (!types.add(mutant.plant().type())) {
                throw new IllegalStateException(
                        "two mutants would change " + mutant.plant().type());
            }
            plant(mutant, java);
        }
    }

    private static void plant(Mutant mutant, Instrumentation java) {
        String type = mutant.plant().type();
        if (!type.startsWith(packageOfProcess())) {
            System.err.println("mutant " + mutant.name() + " is not of this process");
            return;
        }
        if (Arrays.stream(java.getAllLoadedClasses())
                .anyMatch(loaded -> loaded.getName().equals(type))) {
            throw new IllegalStateException("mutant " + mutant.name() + " comes too late: " + type + " is loaded");
        }
        java.addTransformer(new Planting(mutant, mutant.planted(ClassFileLocator.ForClassLoader.ofSystemLoader())));
    }

    private static String packageOfProcess() {
        return PROCESSES.stream()
                .filter(main -> ClassLoader.getSystemResource(main.replace('.', '/') + ".class") != null)
                .map(main -> main.substring(0, main.lastIndexOf('.') + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this process is none of " + PROCESSES));
    }

    /** Gives the class that is to be changed when it is loaded. */
    private static final class Planting implements ClassFileTransformer {
        private final Mutant mutant;
        private final String internalName;
        private final byte[] changed;

        Planting(Mutant mutant, byte[] changed) {
            this.mutant = mutant;
            this.internalName = mutant.plant().type().replace('.', '/');
            this.changed = changed;
        }

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] original) {
            if (!internalName.equals(name)) {
                return null;
            }
            System.err.println(PLANTED + mutant.name() + " in " + mutant.plant().type() + '.'
                    + mutant.plant().method());
            return changed;
        }
    }
}
