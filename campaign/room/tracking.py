"""The tracker of the room: every product on every route with its state, its verdicts, its clock and its clashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from campaign import playbook, routes
from campaign.language import _, listed
from campaign.plan import Campaign
from campaign.prices import Price
from campaign.products import Product
from campaign.room.kept import FACTS, kept
from campaign.room.measured import column
from campaign.room.signing import VERDICTS, Signing
from campaign.routes import Activity
from campaign.signups import STANDING, SignUp
from campaign.tiers import Decision


class Tally(NamedTuple):
    """How the sign-ups stand: places that are in of those asked for, and what stands against them."""

    signed: int
    asked: int
    price_fails: int
    stock_fails: int
    unjudged: int
    clashing: int
    misfits: int
    past: int


class Tracking(Signing):
    """One row a product and route."""

    @kept(SignUp, Activity, Product, Decision, Price, Campaign, FACTS, clock=True)
    def tracker(self) -> pd.DataFrame:
        """Every product on every route that its tier asks for or that it is signed up for, what needs care first.

        Columns: product_id, title, tier, route, route_title, sign_up and rev (null: not begun), state, is_in, the
        verdicts and what decided (see `verdicts`; none where a sign-up stands no longer), activity (of the sign-up,
        else the next one offered on the route), activity_title, deadline, locks, is_past (not in, and the deadline is
        over), is_locked (it stands, and its lock time is over), misfit (why the route does not match the tier), clash
        (SKU and the other offer).
        """
        judged = self.verdicts().drop(columns=["product_id", "route", "state"])
        judged["sign_up"] = judged["sign_up"].astype("Int64")
        frame = self.placed().merge(judged, on="sign_up", how="left")
        stands = frame["state"].isin(STANDING)
        for name in VERDICTS[3:]:
            frame[name] = frame[name].where(stands, None if frame[name].dtype == object else pd.NA)
        held, offered = self.sign_ups(), self._offered()
        activities = [
            self.activities()[held[int(one)].activity] if not pd.isna(one) else offered.get(route)
            for one, route in zip(frame["sign_up"], frame["route"], strict=True)
        ]
        catalogue, titles, clash = self.catalogue(), self.every_route(), self._clashing()
        book = playbook.load(self.campaign.playbook)
        tiers = [None if pd.isna(one) else one for one in frame["tier"]]
        frame = frame.assign(
            tier=column(tiers),
            state=column(None if pd.isna(one) else one for one in frame["state"]),
            title=[catalogue[one].name if one in catalogue else one for one in frame["product_id"]],
            route_title=[titles[one].title for one in frame["route"]],
            rev=pd.array([None if pd.isna(one) else held[int(one)].rev for one in frame["sign_up"]], dtype="Int64"),
            activity=pd.array([one.id if one else None for one in activities], dtype="Int64"),
            activity_title=column(one.title if one else None for one in activities),
            deadline=column(one.deadline if one else None for one in activities),
            locks=column(one.locks if one else None for one in activities),
            is_past=~frame["is_in"] & pd.Series([one is not None and one.is_past(self.at) for one in activities]),
            is_locked=stands & pd.Series([one is not None and one.is_locked(self.at) for one in activities]),
            misfit=[
                routes.misfit(book, tier, route) if stand else ""
                for tier, route, stand in zip(tiers, frame["route"], stands, strict=True)
            ],
            clash=[clash.get(None if pd.isna(one) else int(one), "") for one in frame["sign_up"]],
        )
        return _urgent_first(frame)

    def _offered(self) -> Mapping[str, Activity]:
        """The activity to sign up for on each route: the next deadline, else one without, else the last that passed."""
        rank = [(one.is_past(self.at), place) for place, one in enumerate(self.activities().values())]
        ordered = [one for _rank, one in sorted(zip(rank, self.activities().values(), strict=True), key=lambda p: p[0])]
        return {one.route: one for one in reversed(ordered)}

    def _clashing(self) -> Mapping[int | None, str]:
        """Of each sign-up its SKUs that clash, each with the other offer."""
        found: dict[int | None, list[str]] = {}
        rows: list[dict[str, Any]] = self.clashes().to_dict("records")  # type: ignore[assignment]
        for row in rows:
            for mine, other in (("first", "second"), ("second", "first")):
                said = _("{sku}: also in {title}", sku=row["sku_id"], title=row[f"{other}_title"])
                found.setdefault(row[mine], []).append(said)
        return {one: listed(said) for one, said in found.items()}

    @kept(SignUp, Activity, Product, Decision, Price, Campaign, FACTS, clock=True)
    def sign_up_tally(self) -> Tally:
        """How the sign-ups stand, each product on a route counted once."""
        frame, whole = self.tracker(), self.signed_up()
        return Tally(
            whole.done,
            whole.total,
            int((frame["price"] == "fail").sum()),
            int((frame["stock"] == "fail").sum()),
            int((frame["verdict"] == "unknown").sum()),
            int((frame["clash"] != "").sum()),
            int((frame["misfit"] != "").sum()),
            int(frame["is_past"].sum()),
        )


def _urgent_first(frame: pd.DataFrame) -> pd.DataFrame:
    """What fails first, then what clashes, what cannot be judged, what is missing; within them by deadline."""
    rank = pd.Series(5, index=frame.index)
    rank = rank.mask(frame["state"].isna(), 4).mask(frame["misfit"] != "", 3).mask(frame["verdict"] == "unknown", 2)
    rank = rank.mask(frame["clash"] != "", 1).mask(frame["verdict"] == "fail", 0)
    due = pd.to_datetime(frame["deadline"], utc=True).fillna(pd.Timestamp.max.tz_localize("UTC"))
    order = pd.DataFrame({"rank": rank, "due": due, "title": frame["title"]}).sort_values(["rank", "due", "title"])
    return frame.loc[order.index].reset_index(drop=True)
