import { cronValues } from "./cron";

const minutesPerDay = 24 * 60;
/** Two leap years: the rarest date is 29 February. */
const daysLookedAt = 8 * 366;

/**
 * The longest time between two runs of a schedule, in minutes; undefined for one that never comes (`0 0 31 2 *`). The
 * expression must be one that `cronFault` accepts.
 */
export function longestGapMinutes(expression: string): number | undefined {
    const times = timesOfDay(expression);
    const days = daysOf(expression);
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    const withinDay = gaps(times);
    const overNights = gaps(days).map((gap) => gap * minutesPerDay - last + first);
    return overNights.length === 0 ? undefined : Math.max(...withinDay, ...overNights);
}

/** Minutes of a day at which runs start, ascending. */
function timesOfDay(expression: string): readonly number[] {
    const [minutes = [], hours = []] = cronValues(expression);
    return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

/** Days with runs, as numbers of days from a fixed one, ascending. */
function daysOf(expression: string): readonly number[] {
    const [, , daysOfMonth = [], months = [], daysOfWeek = []] = cronValues(expression);
    const [, , dayField = "", , weekField = ""] = expression.split(" ");
    // Either of both fields is enough where both name days. Source: robfig/cron, dayMatches.
    const everyDay = [dayField, weekField].some((field) => /^[*?](\/1)?$/.test(field));
    return Array.from({ length: daysLookedAt }, (_, day) => day).filter((day) => {
        const date = new Date(Date.UTC(2000, 0, 1 + day));
        const ofMonth = daysOfMonth.includes(date.getUTCDate());
        const ofWeek = daysOfWeek.includes(date.getUTCDay());
        return months.includes(date.getUTCMonth() + 1) && (everyDay ? ofMonth && ofWeek : ofMonth || ofWeek);
    });
}

function gaps(ascending: readonly number[]): readonly number[] {
    return ascending.slice(1).map((value, i) => value - (ascending[i] ?? 0));
}
