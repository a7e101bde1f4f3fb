package io.seckill.backend;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = "io.seckill.backend", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.seckill.backend.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule STEPS_DO_NOT_KNOW_WHO_WIRES_THEM = noClasses()
            .that()
            .resideInAPackage("io.seckill.backend.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.seckill.backend");

    @ArchTest
    static final ArchRule THE_BACKEND_KNOWS_NO_GATEWAY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.seckill.gateway..", "io.seckill.standalone..");

    @ArchTest
    static final ArchRule PARALLEL_NEVER_SEES_THE_LEDGER = noClasses()
            .that()
            .resideInAPackage("io.seckill.backend.parallel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.seckill.backend.ledger..",
                    "io.seckill.backend.decide..",
                    "io.seckill.backend.commit..",
                    "io.seckill.backend.recovery");

    @ArchTest
    static void noSimpleNameTwice(JavaClasses all) {
        assertThat(all.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info"))
                        .toList())
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @ArchTest
    static void noPackageHasMoreThan16Classes(JavaClasses all) {
        assertThat(all.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()))
                        .values())
                .isNotEmpty()
                .allMatch(size -> size <= 16);
    }

    @ArchTest
    static final ArchRule DECISIONS_ARE_PURE = noClasses()
            .that()
            .resideInAPackage("io.seckill.backend.decide..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.vertx..", "io.micrometer..", "java.time..", "org.slf4j..");

    @ArchTest
    static final ArchRule DELIVERY_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAPackage("..deliver..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NAMED_AFTER_STEPS = classes()
            .should()
            .resideOutsideOfPackages("..util..", "..common..", "..helper..", "..manager..", "..impl..", "..internal..");
}
