"""What functions and methods do when they are applied to their own result."""

from __future__ import annotations

SAME = frozenset(
    "astype fillna dropna drop_duplicates sort_values sort_index copy deepcopy rename reindex strip "
    "lstrip rstrip lower upper title capitalize casefold replace ffill bfill pad interpolate clip "
    "round abs to_numpy values str dt cat ravel flatten reshape squeeze head tail nlargest nsmallest "
    "convert_dtypes infer_objects query where mask loc iloc float int bool array asarray "
    "asfortranarray to_datetime to_numeric around absolute fabs list set tuple sorted unique sort "
    "reset_index drop set_index rename_axis normalize tz_convert asfreq floor ceil rint nan_to_num "
    "maximum minimum get_dummies DataFrame Series to_frame Path str expanduser resolve isetitem cpu "
    "cuda to numpy detach eval tolist remove_unused_categories as_ordered zfill removeprefix "
    "removesuffix truncate".split()
)
"""The second time gives what the first time gave, unless their arguments say otherwise."""

AGAIN = frozenset(
    "add sub subtract mul multiply div divide truediv pow power shift diff cumsum cumprod pct_change "
    "transpose T sample append merge join concat concatenate vstack hstack column_stack row_stack c_ "
    "r_ log log1p log2 log10 exp expm1 sqrt square cbrt insert delete flip fliplr flipud rot90 "
    "expand_dims unsqueeze repeat tile roll negative invert reciprocal swapaxes to_categorical sin "
    "cos tan tanh sigmoid cut qcut cumulative_trapezoid".split()
)
"""The second time gives something else."""

FAILS = frozenset(
    "loads literal_eval decode droplevel melt pivot day_name month_name to_pydatetime total_seconds "
    "isocalendar".split()
)
"""The second time raises an error."""

CONVERTS = frozenset("values to_numpy tolist numpy toarray todense to_frame to_dict items keys".split())
"""Methods and attributes that give a thing which has no such method itself; a column stays a column."""

TEXT_IN = frozenset(
    "split rsplit len count contains startswith endswith match fullmatch find rfind findall isdigit "
    "isnumeric isalpha partition rpartition".split()
)
"""Methods that take text and give something that is none."""

DATE_PARTS = frozenset(
    "year month day hour minute second quarter dayofweek day_of_week weekday dayofyear day_of_year "
    "week weekofyear days days_in_month seconds is_month_end is_leap_year".split()
)
"""Attributes of dates that are numbers; they have no such attribute themselves."""

DATE_WORDS = frozenset({"date", "time", "strftime", "to_period"})
"""What dates give that is no date for `.dt` any more."""

GROWS = frozenset({"append", "extend", "insert", "remove", "pop", "reverse", "appendleft", "rotate"})
"""Methods of lists that change them, each time anew."""
