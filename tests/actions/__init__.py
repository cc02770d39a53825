"""Actions on both engines, in one world, `Office`, by layers: each module adds to what it derives from.

staff_office: staff type and press, a requester writes in private; of its kind are groups_office (several groups),
neighbours (two organisations), chat_office (requesters go through the inbox loop) and ladder_office (what people are
told when a clock runs out). sms_office: requesters have telephones only; telephone_office: and staff type and press.
"""
