package io.seckill.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.seckill", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.seckill.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsDoNotKnowTheWhole = noClasses()
            .that()
            .resideInAPackage("io.seckill.gateway.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.seckill.gateway");

    @ArchTest
    static final ArchRule gatewayNeverSeesTheBackend = noClasses()
            .that()
            .resideInAPackage("io.seckill.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.seckill.backend..");

    @ArchTest
    static final ArchRule noCatchAllPackages =
            noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..impl..");
}
