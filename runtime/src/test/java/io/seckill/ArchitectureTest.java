package io.seckill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.seckill", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.seckill.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_CONTRACT_SEES_NOBODY = noClasses()
            .that()
            .resideInAnyPackage("io.seckill.v1..", "io.seckill.slots..", "io.seckill.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.seckill.settings..",
                    "io.seckill.process..",
                    "io.seckill.net..",
                    "io.seckill.kafka..",
                    "io.seckill.layout..",
                    "io.seckill.http..");

    @ArchTest
    static void noSimpleNameTwice(JavaClasses all) {
        assertThat(all.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getPackageName().equals("io.seckill.v1")) // generated
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info"))
                        .toList())
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }
}
