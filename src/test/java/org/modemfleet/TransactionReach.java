package org.modemfleet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What can run inside a database transaction, by following calls from every method that is {@code @Transactional} or hands a body to a
 * {@code TransactionTemplate}: such a method counts whole. A call of one of our interfaces reaches all who implement it.
 */
final class TransactionReach {

    private final JavaClasses ours;
    private final Map<JavaCodeUnit, JavaCodeUnit> calledBy = new LinkedHashMap<>();

    TransactionReach(JavaClasses ours) {
        this.ours = ours;
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        ours.stream().flatMap(type -> type.getMethods().stream()).filter(TransactionReach::opensTransaction).forEach(method -> {
            calledBy.put(method, method);
            open.add(method);
        });
        while (!open.isEmpty()) {
            JavaCodeUnit caller = open.remove();
            callees(caller).filter(callee -> calledBy.putIfAbsent(callee, caller) == null).forEach(open::add);
        }
    }

    /** One line for each method of the package, or below it, that a transaction reaches: the calls that lead there. */
    List<String> waysInto(String packageName) {
        return calledBy.keySet().stream()
                .filter(unit -> (unit.getOwner().getPackageName() + ".").startsWith(packageName + "."))
                .map(this::way)
                .sorted()
                .toList();
    }

    private String way(JavaCodeUnit end) {
        Deque<String> way = new ArrayDeque<>();
        JavaCodeUnit at = end;
        while (true) {
            way.addFirst(at.getOwner().getSimpleName() + "." + at.getName());
            JavaCodeUnit caller = calledBy.get(at);
            if (caller.equals(at)) {
                return String.join(" > ", way);
            }
            at = caller;
        }
    }

    private static boolean opensTransaction(JavaMethod method) {
        return method.isAnnotatedWith(Transactional.class)
                || method.getOwner().isAnnotatedWith(Transactional.class)
                || method.getMethodCallsFromSelf().stream().anyMatch(
                        call -> call.getTargetOwner().isAssignableTo(TransactionOperations.class));
    }

    private Stream<JavaCodeUnit> callees(JavaCodeUnit caller) {
        return caller.getCallsFromSelf().stream()
                .filter(call -> ours.contain(call.getTargetOwner().getName()))
                .flatMap(call -> Stream.concat(
                        call.getTarget().resolveMember().stream().map(JavaCodeUnit.class::cast),
                        overriding(call.getTargetOwner(), call.getTarget().getName(), HasName.Utils.namesOf(call.getTarget().getRawParameterTypes()))));
    }

    private static Stream<JavaCodeUnit> overriding(JavaClass owner, String name, List<String> parameters) {
        return owner.getAllSubclasses().stream()
                .flatMap(type -> type.tryGetMethod(name, parameters.toArray(String[]::new)).stream())
                .map(JavaCodeUnit.class::cast);
    }
}
