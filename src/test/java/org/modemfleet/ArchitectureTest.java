package org.modemfleet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Controller;

/** The rooms of the house, and who may use whom. */
class ArchitectureTest {

    private static final String ROOT = "org.modemfleet";

    /** Families that can only end a start, so that no answer over HTTP ever tells of them. */
    private static final Set<String> END_A_START = Set.of("BrokerException");

    private static JavaClasses production;

    @BeforeAll
    static void read() {
        production = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);
    }

    @Test
    void roomsUseOnlyTheRoomsTheyMay() {
        ApplicationModules.of(ModemFleetApplication.class).verify();
    }

    @Test
    void noCycles() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
        check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    @Test
    void theApplicationItselfIsUsedForItsSettingsOnly() {
        check(noClasses().that().resideInAPackage(ROOT + ".*..").should().dependOnClassesThat(
                resideInAnyPackage(ROOT).and(not(belongTo(ModemFleetProperties.class)))));
    }

    @Test
    void controllersAreLeaves() {
        check(classes().that().resideInAPackage(ROOT + ".*.web..").should(beUsedInTheirOwnPackageOnly()));
        check(noClasses().should().dependOnClassesThat(resideInAnyPackage(ROOT + ".problem..")), resideOutsideOfPackage(ROOT + ".problem.."));
        check(classes().that().areMetaAnnotatedWith(Controller.class)
                .should().resideInAPackage(ROOT + ".*.web..").andShould().bePackagePrivate());
    }

    @Test
    void theAtLanguageIsPlainJava() {
        check(noClasses().that().resideInAPackage(ROOT + ".at..").and().doNotHaveSimpleName("package-info")
                .should().dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", ROOT + ".at.."))));
    }

    @Test
    void theSimulatedModuleSharesNothingWithTheHostSide() {
        check(noClasses().that().resideInAPackage(ROOT + ".simulator..").should().dependOnClassesThat(
                resideInAnyPackage(ROOT + "..").and(not(resideInAnyPackage(
                        ROOT, ROOT + ".simulator..", ROOT + ".link..", ROOT + ".onemo.profile..")))));
    }

    @Test
    void eachLibraryHasItsRoom() {
        onlyIn("link.serial", "com.fazecast..");
        onlyIn("witness", "com.hivemq..");
        onlyIn("simulator", "io.netty.handler.codec.mqtt..");
        onlyIn("broker", "org.apache.activemq..");
    }

    @Test
    void nobodySleeps() {
        JavaClasses everything = new ClassFileImporter().importPackages(ROOT);
        noClasses().should().callMethodWhere(DescribedPredicate.describe("Thread.sleep", call ->
                call.getTarget().getOwner().isEquivalentTo(Thread.class) && call.getTarget().getName().equals("sleep"))).check(everything);
    }

    @Test
    void nobodyPrints() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS, resideOutsideOfPackage(ROOT + ".launcher"));
    }

    @Test
    void noTransactionSpansAWaitOnAModule() {
        TransactionReach transactions = new TransactionReach(production);
        assertThat(transactions.waysInto(ROOT)).describedAs("a search that finds no transaction at all proves nothing").isNotEmpty();
        assertThat(transactions.waysInto(ROOT + ".channel")).isEmpty();
    }

    @Test
    void everyFailureHasItsRowInTheTableOfProblems() {
        Set<String> rows = production.that(resideInAnyPackage(ROOT + ".problem..")).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .collect(Collectors.toSet());
        List<String> missing = production.stream()
                .filter(type -> type.isAssignableTo(Exception.class) && type.reflect().isSealed())
                .filter(type -> !END_A_START.contains(type.getSimpleName()))
                .flatMap(ArchitectureTest::leaves)
                .filter(leaf -> !rows.contains(leaf))
                .distinct()
                .sorted()
                .toList();
        assertThat(missing).describedAs("failures without a row in %s.problem", ROOT).isEmpty();
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        List<String> unmarked = production.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .filter(name -> production.stream().noneMatch(type -> type.getFullName().equals(name + ".package-info")
                        && type.isAnnotatedWith(NullMarked.class)))
                .toList();
        assertThat(unmarked).isEmpty();
    }

    private static Stream<String> leaves(JavaClass family) {
        return Stream.of(family.reflect().getPermittedSubclasses()).filter(type -> !type.isSealed()).map(Class::getName);
    }

    private static void onlyIn(String room, String library) {
        check(noClasses().should().dependOnClassesThat(resideInAnyPackage(library)), resideOutsideOfPackage(ROOT + "." + room + ".."));
    }

    private static void check(ArchRule rule) {
        rule.check(production);
    }

    private static void check(ArchRule rule, DescribedPredicate<JavaClass> where) {
        rule.check(production.that(where));
    }

    private static DescribedPredicate<JavaClass> belongTo(Class<?> type) {
        return DescribedPredicate.describe("belong to " + type.getSimpleName(), candidate -> candidate.getName().equals(type.getName())
                || candidate.getName().startsWith(type.getName() + "$"));
    }

    private static ArchCondition<JavaClass> beUsedInTheirOwnPackageOnly() {
        return new ArchCondition<>("be used in their own package only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesToSelf().stream()
                        .filter(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }
}
