package io.longshore.architecture;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds chains of futures in a source file that grow with the data: methods that call themselves,
 * directly or by way of other methods of the file, inside a callback of a future; and loops that
 * chain one future after another. A call inside the callback of a timer does not count: the timer
 * starts a new stack, and no future waits for it.
 */
final class FutureChains extends TreeScanner<Void, FutureChains.Scope> {

  private static final Set<String> COMBINATORS =
      Set.of(
          "compose",
          "flatMap",
          "transform",
          "recover",
          "eventually",
          "onComplete",
          "onSuccess",
          "onFailure",
          "andThen");

  private static final Set<String> LOOPS = Set.of("forEach", "forEachOrdered", "reduce");
  private static final Set<String> TIMERS = Set.of("setTimer", "setPeriodic");

  /**
   * A place in a source file.
   *
   * @param type the enclosing classes, such as {@code Outer.Inner.}
   * @param method name and number of parameters, such as {@code next/0}
   */
  record Scope(String type, String method, boolean callback, boolean loop, boolean timer) {

    Scope in(String inner) {
      return new Scope(type + inner + ".", "", false, false, false);
    }

    Scope of(MethodTree inner) {
      String name = inner.getName() + "/" + inner.getParameters().size();
      return new Scope(type, name, false, false, false);
    }

    Scope inLoop() {
      return new Scope(type, method, callback, true, timer);
    }

    /** The scope of a call's arguments. */
    Scope argumentsOf(String call) {
      return new Scope(
          type,
          method,
          callback || COMBINATORS.contains(call),
          loop || LOOPS.contains(call),
          timer || TIMERS.contains(call));
    }
  }

  private final String file;
  private final Set<String> declared = new HashSet<>();
  private final Map<String, Set<Scope>> calls = new HashMap<>();
  private final Set<String> found = new TreeSet<>();

  private FutureChains(String file) {
    this.file = file;
  }

  /** One description for each chain. */
  static Set<String> of(CompilationUnitTree source, String file) {
    FutureChains chains = new FutureChains(file);
    chains.scan(source, new Scope("", "", false, false, false));
    chains.calls.forEach(chains::findRecursion);
    return chains.found;
  }

  private void findRecursion(String method, Set<Scope> called) {
    called.stream()
        .filter(Scope::callback)
        .filter(next -> reaches(resolved(next), method, new HashSet<>()))
        .forEach(
            next ->
                found.add(
                    "%s: %s calls itself in a callback of a future, by %s"
                        .formatted(file, method, next.method())));
  }

  private boolean reaches(String from, String to, Set<String> seen) {
    return from.equals(to)
        || seen.add(from)
            && calls.getOrDefault(from, Set.of()).stream()
                .anyMatch(next -> reaches(resolved(next), to, seen));
  }

  /** The method of the innermost class that declares it, empty if none of the file does. */
  private String resolved(Scope called) {
    String type = called.type();
    while (!type.isEmpty() && !declared.contains(type + called.method())) {
      type = type.substring(0, type.lastIndexOf('.', type.length() - 2) + 1);
    }
    return type.isEmpty() ? "" : type + called.method();
  }

  @Override
  public Void visitClass(ClassTree type, Scope outer) {
    return super.visitClass(type, outer.in(type.getSimpleName().toString()));
  }

  @Override
  public Void visitMethod(MethodTree method, Scope outer) {
    Scope scope = outer.of(method);
    declared.add(scope.type() + scope.method());
    return super.visitMethod(method, scope);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Scope scope) {
    ExpressionTree target = call.getMethodSelect();
    String name = name(target);
    if (isOwn(target, scope)) {
      called(scope, name, call.getArguments().size());
    }
    if (name.equals("reduce")) {
      call.getArguments().forEach(argument -> findReduction(argument, scope));
    }
    scan(target, scope);
    return scan(call.getArguments(), scope.argumentsOf(name));
  }

  /** A lambda that chains its first parameter, which is the result of the lambda before. */
  private void findReduction(ExpressionTree argument, Scope scope) {
    if (argument instanceof LambdaExpressionTree lambda && lambda.getParameters().size() == 2) {
      String result = lambda.getParameters().get(0).getName().toString();
      if (new Combinators(result).isIn(lambda.getBody())) {
        found.add("%s: %s chains %s in a loop".formatted(file, scope.method(), result));
      }
    }
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree reference, Scope scope) {
    if (reference.getQualifierExpression().toString().equals("this")) {
      called(scope, reference.getName().toString(), 0);
      called(scope, reference.getName().toString(), 1);
    }
    return super.visitMemberReference(reference, scope);
  }

  private void called(Scope from, String name, int arguments) {
    if (!from.timer()) {
      calls
          .computeIfAbsent(from.type() + from.method(), method -> new HashSet<>())
          .add(new Scope(from.type(), name + "/" + arguments, from.callback(), false, false));
    }
  }

  @Override
  public Void visitAssignment(AssignmentTree assignment, Scope scope) {
    String variable = name(assignment.getVariable());
    if (scope.loop() && new Combinators(variable).isIn(assignment.getExpression())) {
      found.add("%s: %s chains %s in a loop".formatted(file, scope.method(), variable));
    }
    return super.visitAssignment(assignment, scope);
  }

  @Override
  public Void visitForLoop(ForLoopTree loop, Scope scope) {
    return super.visitForLoop(loop, scope.inLoop());
  }

  @Override
  public Void visitEnhancedForLoop(EnhancedForLoopTree loop, Scope scope) {
    return super.visitEnhancedForLoop(loop, scope.inLoop());
  }

  @Override
  public Void visitWhileLoop(WhileLoopTree loop, Scope scope) {
    return super.visitWhileLoop(loop, scope.inLoop());
  }

  @Override
  public Void visitDoWhileLoop(DoWhileLoopTree loop, Scope scope) {
    return super.visitDoWhileLoop(loop, scope.inLoop());
  }

  private static boolean isOwn(ExpressionTree method, Scope scope) {
    if (!(method instanceof MemberSelectTree select)) {
      return method instanceof IdentifierTree;
    }
    String of = name(select.getExpression());
    return of.equals("this") || ("." + scope.type()).contains("." + of + ".");
  }

  private static String name(Tree expression) {
    if (expression instanceof MemberSelectTree select) {
      return select.getIdentifier().toString();
    }
    return expression instanceof IdentifierTree identifier ? identifier.getName().toString() : "";
  }

  /** Looks for combinators that are called on the future of a variable. */
  private static final class Combinators extends TreeScanner<Boolean, Void> {

    private final String variable;

    Combinators(String variable) {
      this.variable = variable;
    }

    boolean isIn(Tree tree) {
      return Boolean.TRUE.equals(scan(tree, null));
    }

    @Override
    public Boolean visitMethodInvocation(MethodInvocationTree call, Void none) {
      return call.getMethodSelect() instanceof MemberSelectTree select
              && COMBINATORS.contains(select.getIdentifier().toString())
              && variable.equals(root(select.getExpression()))
          ? Boolean.TRUE
          : super.visitMethodInvocation(call, none);
    }

    /** The variable at the beginning of a chain of calls. */
    private static String root(Tree chain) {
      Tree at = chain;
      while (at instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree select) {
        at = select.getExpression();
      }
      return name(at);
    }

    @Override
    public Boolean reduce(Boolean one, Boolean other) {
      return Boolean.TRUE.equals(one) || Boolean.TRUE.equals(other);
    }
  }
}
