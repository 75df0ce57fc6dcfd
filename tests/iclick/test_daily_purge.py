"""What is past its retention goes by itself, while the gateway runs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from iclick.daily_purge import DailyPurge
from storage.tables import AuditRow


async def test_old_audit_lines_go_after_a_while(sqlite_database, clock):
    long_ago = clock.now() - timedelta(days=6 * 366)
    with sqlite_database.transaction() as session:
        session.add(AuditRow(at=long_ago, actor="system", action="test"))
    purging = DailyPurge(sqlite_database, clock, first_after_s=0.01)
    running = asyncio.create_task(purging.run())
    async with asyncio.timeout(20):
        while await sqlite_database.read(old_lines):
            await asyncio.sleep(0.02)
    await purging.stop()
    await asyncio.wait_for(running, 20)


def old_lines(session):
    return session.scalar(select(func.count()).where(AuditRow.action == "test"))


async def test_it_ends_at_once_when_it_has_nothing_to_do(sqlite_database, clock):
    purging = DailyPurge(sqlite_database, clock)
    running = asyncio.create_task(purging.run())
    await purging.stop()
    await asyncio.wait_for(running, 5)
