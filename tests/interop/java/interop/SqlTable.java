package interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.alibaba.fastjson.JSON;
import org.apache.rocketmq.broker.filter.MessageEvaluationContext;
import org.apache.rocketmq.filter.SqlFilter;
import org.apache.rocketmq.filter.expression.Expression;

/**
 * Prints tests/broker/sql/table.jsonl: what Apache's own filter says of many expressions for many messages. First the
 * property sets, one a line; then [expression, answers], an answer for each set: T true, F false, N neither, E thrown;
 * "C" alone when the expression does not compile.
 */
public class SqlTable {
    private static final String[] WRITTEN = {
        "a = 1", "a=1", "a = '1'", "a = 1L", "a = 1l", "a <> 1", "a <> 'abc'", "a = 5.5", "a = 5.", "a = .5", "a = 5E0", "a = 5.e1", "a = 1e3",
        "a > 1", "a >= 1", "a < 5", "a <= 5", "1 < a", "5 >= a", "5 = a", "5 <> a", "'abc' = a", "'abc' <> a", "a > 1.5", "a > -5", "a = -3",
        "a = - 3", "a = +7", "a = --3", "a = - -3", "a = -(3)", "-a = 3", "3 = -a", "-a IS NULL", "a = -'3'", "a = -TRUE", "a > -'x'",
        "a = 2147483647", "a = 2147483648", "a = -2147483648", "a = 9223372036854775807", "a = 9223372036854775808",
        "a = -9223372036854775808", "a > 2147483647", "a < 9223372036854775807", "a = 007", "a = 00.5", "a = 0", "a = 0L", "a = 0.0", "a > 0.5",
        "a = 1e400", "a = 1e-400", "a = 1e308", "a > 1e-320", "a = 5E", "a = 1 L", "a = 1.5L", "a = 1..5", "a = .", "a = 1.2.3",
        "a BETWEEN 1 AND 5", "a NOT BETWEEN 1 AND 5", "a BETWEEN 5 AND 1", "a NOT BETWEEN 5 AND 1", "a BETWEEN 1.5 AND 5", "a BETWEEN -5 AND -1",
        "a BETWEEN -1 AND -5", "a BETWEEN 'a' AND 'b'", "a BETWEEN 1 AND NULL", "a NOT BETWEEN 1 AND NULL", "a BETWEEN b AND c", "a BETWEEN b AND 5",
        "5 BETWEEN a AND b", "5 BETWEEN 1 AND 9", "'5' BETWEEN 1 AND 9", "a BETWEEN TRUE AND FALSE", "a BETWEEN 1 AND 5 AND b = 1",
        "a BETWEEN 1 OR 5", "a BETWEEN 1", "a NOT BETWEEN b AND c", "a BETWEEN 1 AND 1", "a BETWEEN 5 AND 5.0", "a BETWEEN 1 AND 9223372036854775807",
        "a IN ('abc')", "a IN ('abc', '1', '5')", "a NOT IN ('abc', '1')", "a IN ('a','b','c','d','e','abc')", "a IN ()", "a IN (1)", "a IN ('a' 'b')",
        "a IN ('a',)", "'a' IN ('a')", "(a) IN ('abc')", "+a IN ('abc')", "-a IN ('abc')", "a IN 'abc'", "NOT a IN ('abc')", "a NOT NOT IN ('abc')",
        "a IN ('1') IN ('1')", "(a IN ('1')) = TRUE", "a IN ('abc') IS NULL", "(a = 1) IN ('1')", "a IN ('abc', 'abc')", "a IN (b)", "a IN ('it''s')",
        "a IS NULL", "a IS NOT NULL", "NOT a IS NULL", "(NOT a) IS NULL", "a IS NOT NULL AND b IS NULL", "NULL IS NULL", "NULL IS NOT NULL", "1 IS NULL",
        "'x' IS NOT NULL", "a IS TRUE", "a IS", "a IS NOT", "a IS NULL IS NULL", "(a = 1) IS NULL", "a = 1 IS NULL", "a > 1 IS NOT NULL",
        "a = NULL", "a <> NULL", "NULL = a", "NULL = NULL", "a > NULL", "a = (NULL)", "NULL", "TRUE", "FALSE", "NOT TRUE", "NOT NULL",
        "a", "NOT a", "NOT NOT a", "(a)", "a AND b", "a OR b", "a OR TRUE", "NOT a AND NOT b", "a IS NOT NULL OR b", "1", "'x'", "-1", "-a", "5.5", "+a", "+TRUE",
        "+(a = 1)", "-(a = 1)", "NOT 1", "NOT 'x'", "NOT -a", "1 AND a = 1", "a = 1 AND 1", "a = 1 OR 'x'",
        "a = TRUE", "a = FALSE", "a <> TRUE", "a <> FALSE", "TRUE = a", "FALSE <> a", "TRUE = TRUE", "TRUE = FALSE", "TRUE <> FALSE", "TRUE = 1", "1 = TRUE",
        "'true' = TRUE", "TRUE = 'true'", "a > TRUE", "TRUE > a", "a = true", "a = True", "(a = 1) = TRUE", "(a = 1) = b", "b = (a = 1)", "(a = 1) = (b = 1)",
        "(a = 1) = 1", "1 = (a = 1)", "(a = 1) > 1", "(NOT a) = 1", "NOT a = 1", "NOT (a = 1)", "NOT a > 1", "NOT (a > 1)", "a = 1 = TRUE", "a = b = TRUE", "a = b", "a <> b",
        "a > b", "a >= b", "a < b", "a <= b", "a = b > 1", "a > 1 = TRUE", "a > 1 > 2", "1 < a < 5", "a = 1 = 1", "1 = 1", "1 = 1.0", "1.0 = 1", "1 = '1'", "'1' = 1", "'x' = 1",
        "1 = 'x'", "'1.0' = 1.0", "1.0 = '1.0'", "2147483648 = 2147483648", "1 < 2", "2 < 1", "1 < 1.5", "1.5 > 1", "3000000000 > 1", "1 < 3000000000", "3000000000 > 1.5",
        "1.5 < 3000000000", "3000000000 = '3000000000'", "'3000000000' = 3000000000", "'a' = 'a'", "'a' = 'b'", "'a' < 'b'", "'it''s' = 'it''s'", "a = 'it''s'", "a = ''", "a <> ''",
        "a = 'abc", "a = 'abc''", "a = 'abc''x", "a = '''", "a = ''''", "a = \"abc\"", "a = `abc`", "a = 'ab' 'c'",
        "a = 1 AND b = 1", "a = 1 OR b = 1", "a = 1 AND b = 1 OR c = 1", "a = 1 OR b = 1 AND c = 1", "(a = 1 OR b = 1) AND c = 1", "NOT a = 1 OR b = 1",
        "a = 1 OR b > 5", "b > 5 OR a = 1", "a > 1 AND b > 1", "a = 'abc' AND b > 1", "b > 1 AND a = 'abc'", "a = 1 and b = 1 or not c = 2", "A = 1", "a AND", "AND a", "a OR OR b",
        "a == 1", "a != 1", "a ! = 1", "a < > 1", "a <> 1", "a > = 1", "a => 1", "a >< 1", "a = ", "= 1", "a 1", "a = 1 b", "a = 1 b = 2", "a = 1 )", "(a = 1", "(a = 1))", "a = 1;", "a = 1 #",
        "a = 1 , b", "a = 1 'x", "a = 1 ~ b", "()", "", " ", "( )", "a = (1)", "(a) = (1)", "((a = 1))", "(((a)) = ((1)))", "a = ((1)", "a + 1 = 2", "a = 1 + 1", "a - 1 = 0", "a * 2 = 2", "a / 2 = 1",
        "a LIKE 'abc%'", "a CONTAINS 'b'", "a NOT LIKE 'x'", "a = 1 -- comment", "a = 1 -- comment\n", "a = 1 -- comment\nAND b = 1", "-- comment\na = 1", "a = --5", "a = --5\n1",
        "a = 1 /* c */ AND b = 1", "/* c */ a = 1", "a /* x ** y */ = 1", "a = 1 /* open", "a = 1 /* a */ OR /* b */ b = 1", "a = 1 /**/", "a = 1 /***/", "a = 1 /* * / */", "a\t=\n1", "a\r=\f1", "a\u00a0= 1",
        "_a = 1", "$a = 1", "a1 = 1", "1a = 1", "a.b = 1", "a-b = 1", "a_b$c = 1", "not = 1", "is = 1", "between = 1", "in = 1", "null = 1", "nota = 1", "\u4e2d = 1", "a = '\u4e2d\u6587'", "a = '\ud83d\ude00'",
        "a IN ('\u4e2d\u6587')", "TAGS = 'TagA'", "TAGS IS NOT NULL AND a = 1", "KEYS = 'k'", "a = 'true'", "a = 'TRUE'", "a = 'NaN'", "a = 1 AND (b = 1 AND (c = 1 OR NOT (a = 2)))",
        "+ + a = 1", "+ - a = 1", "NOT + a = 1", "- NOT a = 1", "NOT - a IS NULL", "a = + + 1", "a = + - + 3", "a NOT = 1", "a NOT", "a NOT 1", "NOT", "NOT NOT", "+", "-", "+ +", "(+a) IN ('abc')",
        "a = 1 OR b = 'x' OR c > 1 OR a = 2 OR a = 3", "a <> 1 AND a <> 2 AND a <> 3", "a IS NULL OR a = 1", "a IS NULL AND a = 1", "a = 1 AND NULL", "NULL OR a = 1", "NULL AND FALSE", "FALSE AND NULL", "NULL OR TRUE", "TRUE OR a > 'x'",
        "TRUE OR (TRUE = a)", "(TRUE = a) OR TRUE", "FALSE AND (TRUE = a)", "(TRUE = a) IS NULL", "(TRUE = a) IS NOT NULL", "a > b OR TRUE", "a > b AND FALSE",
    };
    private static final String[] VALUES = {
        null, "1", "5", "-3", "+7", "5.5", "5.0", "1e3", " 5", "5 ", "abc", "true", "TRUE", "false", "NaN", "Infinity", "-Infinity", "inf", "nan", "2147483647", "2147483648", "-2147483648",
        "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "5d", "5f", "5L", "1.5F", ".5", "5.", ".", "-", "+", "--1", "+-1", "0", "-0", "0.0", "-0.0", "007", "it's", "\u4e2d\u6587",
        "\ud83d\ude00", "NULL", "1,2", "1_000", "e5", "1e", "1e+2", "x", "2",
    };
    private static final String[] OPERANDS = {
        "a", "b", "c", "a", "b", "1", "5", "5.5", "-3", "'abc'", "'5'", "TRUE", "FALSE", "NULL", "2147483648", "(a)", "-a", "+b", "1e3", "'true'", "(a = 1)", "(NOT b)", "(b > c)",
    };
    private static final Random RANDOM = new Random(20240229);

    private static String any(String[] of) {
        return of[RANDOM.nextInt(of.length)];
    }

    private static String condition(int depth) {
        switch (RANDOM.nextInt(depth > 0 ? 12 : 8)) {
            case 0: return any(OPERANDS) + " = " + any(OPERANDS);
            case 1: return any(OPERANDS) + " <> " + any(OPERANDS);
            case 2: return any(new String[] {"a", "b", "c", "5"}) + any(new String[] {" > ", " >= ", " < ", " <= "}) + any(new String[] {"a", "b", "c", "1", "5", "5.5", "-3"});
            case 3: return any(OPERANDS) + any(new String[] {" IS NULL", " IS NOT NULL"});
            case 4: return any(new String[] {"a", "b", "c"}) + any(new String[] {" ", " NOT "}) + "BETWEEN " + any(new String[] {"1", "a", "-3", "0.5"}) + " AND " + any(new String[] {"5", "b", "7", "1e3"});
            case 5: return any(new String[] {"a", "b", "c"}) + any(new String[] {" ", " NOT "}) + "IN ('1', 'abc', '5')";
            case 6: return any(OPERANDS);
            case 7: return "NOT " + any(OPERANDS) + " = " + any(OPERANDS);
            case 8: return "(" + condition(depth - 1) + ")";
            case 9: return condition(depth - 1) + " AND " + condition(depth - 1);
            case 10: return condition(depth - 1) + " OR " + condition(depth - 1);
            default: return "NOT (" + condition(depth - 1) + ")";
        }
    }

    private static Object answers(String text, List<Map<String, String>> messages) {
        Expression expression;
        try {
            expression = new SqlFilter().compile(text);
        } catch (Throwable refused) {
            return "C";
        }
        StringBuilder answers = new StringBuilder();
        for (Map<String, String> message : messages) {
            try {
                Object answer = expression.evaluate(new MessageEvaluationContext(message));
                answers.append(answer == null ? 'N' : answer.equals(Boolean.TRUE) ? 'T' : 'F');
            } catch (Throwable thrown) {
                answers.append('E');
            }
        }
        return answers.toString();
    }

    public static void main(String[] arguments) {
        List<Map<String, String>> messages = new ArrayList<>();
        for (int i = 0; i < VALUES.length + 30; i++) {
            Map<String, String> message = new LinkedHashMap<>();
            for (String name : new String[] {"a", "b", "c"}) {
                String value = name.equals("a") && i < VALUES.length ? VALUES[i] : any(VALUES);
                if (value != null) {
                    message.put(name, value);
                }
            }
            if (i % 3 == 0) {
                message.put("TAGS", "TagA");
            }
            messages.add(message);
        }
        for (Map<String, String> message : messages) {
            System.out.println(JSON.toJSONString(message));
        }
        List<String> expressions = new ArrayList<>();
        for (String text : WRITTEN) {
            expressions.add(text);
        }
        for (int i = 0; i < 250; i++) {
            expressions.add(condition(3));
        }
        for (String text : expressions) {
            System.out.println(JSON.toJSONString(new Object[] {text, answers(text, messages)}));
        }
    }
}
